using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>Which containers cause the load.</summary>
internal sealed class LoadSection : InspectionSection
{
    private const int MaxRows = 8;

    private List<(InspectionSubject Container, Reading Reading)> _last = [];

    /// <inheritdoc/>
    public override string Title => "Containers";

    /// <inheritdoc/>
    public override int Order => 140;

    /// <inheritdoc/>
    public override bool AppliesTo(InspectionSubject subject) => subject.IsHost;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        var resolver = new ContainerResolver(subject.Proc, subject.Cgroups);
        HashSet<string> own = [.. subject.Cgroups.ReadMemberships(new ProcessId(Environment.ProcessId)).Select(membership => membership.Path)];
        // In a pod on the node, this program is a container as well, and is not what causes the load.
        _last = [.. resolver.List().Where(container => container.CgroupPath == "/" || !own.Contains(container.CgroupPath)).Select(container =>
            InspectionSubject.OfContainer(subject.Proc, subject.Cgroups, container, resolver.OpenProcesses(container))).Select(known => (known, Read(known)))];
        lines.Add(new InspectionLine
        {
            Name = "count",
            Text = Figures.Count(_last.Count, "container", "containers"),
            Measures = [new("containers", _last.Count, "count")],
        });
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        double seconds = elapsed.TotalSeconds;
        List<(InspectionSubject Container, Reading Reading)> now = [.. _last.Select(known => (known.Container, Read(known.Container)))];
        var rows = now.Zip(_last, (after, before) => (
            Title: after.Container.Title,
            Cpus: Math.Max(0, after.Reading.CpuSeconds - before.Reading.CpuSeconds) / seconds,
            after.Reading.Memory,
            Io: Math.Max(0, after.Reading.IoBytes - before.Reading.IoBytes) / seconds)).OrderByDescending(row => row.Cpus).ToArray();
        foreach ((string title, double cpus, long memory, double io) in rows.Take(MaxRows))
        {
            lines.Add(new InspectionLine
            {
                Name = title["container ".Length..],
                Span = LineSpan.Interval,
                Text = $"{Figures.CpuCount(cpus)}, {Figures.Bytes(memory)}, {Figures.Bytes(io)}/s of block I/O",
                Measures = [new("usage", cpus, "cpus"), new("workingSet", memory, "bytes"), new("io", io, "bytes/s")],
            });
        }

        _last = now;
    }

    private static Reading Read(InspectionSubject container)
    {
        const double NanosecondsPerSecond = 1e9;
        CgroupDirectory? cpu = container.CgroupOf("cpuacct"), memory = container.CgroupOf("memory"), io = container.CgroupOf("blkio");
        CgroupIo transferred = (io is null ? null : CgroupIo.TryRead(io)) ?? default;
        return new Reading(
            (cpu is null ? null : CgroupCpu.TryReadUsage(cpu))?.TotalNanoseconds / NanosecondsPerSecond ?? 0,
            (memory is null ? null : CgroupMemory.TryRead(memory))?.WorkingSetBytes ?? 0,
            transferred.ReadBytes + transferred.WrittenBytes);
    }

    private readonly record struct Reading(double CpuSeconds, long Memory, long IoBytes);
}
