using Sonde.Inspection.Subjects;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>File systems of the target that lie in memory: what is written there is charged to its limit.</summary>
internal static class MemoryVolumes
{
    private const double FullShare = 0.9;

    /// <summary>The kubelet puts tokens and Secrets into volumes like these, some pages each.</summary>
    private const long Little = 1L << 20;

    /// <summary>A line for each tmpfs of the container that holds more than a little, or is nearly full.</summary>
    public static IEnumerable<InspectionLine> Lines(InspectionSubject subject)
    {
        if (!subject.IsContainer)
            yield break;
        foreach (string mountPoint in MountPoints(subject))
        {
            if (TryMeasure(subject, mountPoint) is not { } size || size.Used == 0)
                continue;
            double share = size.Total > 0 ? (double)size.Used / size.Total : 0;
            if (size.Used < Little && share < FullShare)
                continue;
            yield return new InspectionLine
            {
                Name = "memory volume",
                Text = $"{Figures.Printable(mountPoint)} holds {Figures.Bytes(size.Used)} of {Figures.Bytes(size.Total)}",
                Judgement = share >= FullShare ? Judgement.Warn : Judgement.Ok,
                Reason = share >= FullShare ? "it is nearly full: writes will fail" : "counts against the memory limit",
                Measures = [new("used", size.Used, "bytes"), new("size", size.Total, "bytes")],
                Answer = $"The memory volume {Figures.Printable(mountPoint)} is nearly full",
                Weight = 35,
            };
        }
    }

    private static List<string> MountPoints(InspectionSubject subject)
    {
        var found = new List<string>();
        foreach (string line in KernelText.ReadLines(subject.Proc.PathOf(subject.Init, "mountinfo")))
        {
            int separator = line.IndexOf(" - tmpfs ", StringComparison.Ordinal);
            string[] fields = line.Split(' ');
            if (separator > 0 && fields.Length > 4)
                found.Add(MountInfoText.Unescape(fields[4]));
        }

        return found;
    }

    private static (long Used, long Total)? TryMeasure(InspectionSubject subject, string mountPoint)
    {
        try
        {
            // Without links: a target must not lead us to another file system.
            if (new TargetFileSystem(subject.Proc, subject.Init).TryResolve(mountPoint) is not { } path)
                return null;
            var volume = new DriveInfo(path);
            return (volume.TotalSize - volume.TotalFreeSpace, volume.TotalSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Linux.TargetException)
        {
            return null; // unmounted meanwhile, or hidden by another mount
        }
    }
}
