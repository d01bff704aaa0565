using System.Globalization;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers.Metadata;

namespace Sonde.Linux.Containers;

/// <summary>
/// Finds containers that have ended, in the files of those engines that keep them: Docker's <c>config.v2.json</c>, the status files of
/// containerd's CRI plugin, and the exit files of Podman and CRI-O. No socket is asked.
/// </summary>
/// <param name="options">Where the files lie; the usual places when null.</param>
public sealed class StoppedContainers(ContainerResolverOptions? options = null)
{
    private const string OutOfMemory = "OOMKilled";
    private const int LeastPrefix = 2, NanosecondsPerTick = 100;

    private readonly ContainerResolverOptions _options = options ?? new ContainerResolverOptions();

    /// <summary>All of them; those that ended last come first.</summary>
    public IReadOnlyList<StoppedContainer> List() =>
        [.. Docker().Concat(Containerd()).Concat(ExitFiles()).OrderByDescending(container => container.Finished ?? DateTimeOffset.MinValue)];

    /// <summary>The one that a user means by ID, name or the beginning of an ID; of several the one that ended last. Null when there is none.</summary>
    public StoppedContainer? Find(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        string wanted = scheme < 0 ? text : text[(scheme + 3)..];
        IReadOnlyList<StoppedContainer> all = List();
        return all.FirstOrDefault(container => container.Id == wanted || (container.Name.Length > 0 && container.Name == wanted))
            ?? all.FirstOrDefault(container => wanted.Length >= LeastPrefix && container.Id.StartsWith(wanted, StringComparison.Ordinal));
    }

    private IEnumerable<string> Folders(IEnumerable<string> patterns) =>
        patterns.SelectMany(pattern => FolderPattern.Expand(_options.FileRoot, pattern)).SelectMany(CgroupDirectory.Subdirectories);

    private IEnumerable<StoppedContainer> Docker()
    {
        foreach (string folder in Folders(_options.DockerContainers))
        {
            string file = $"{folder}/config.v2.json";
            if (MetadataJson.TryRead(file, MetadataJson.Default.DockerContainer) is not { State: { IsRunning: false } state } container)
                continue;
            yield return new StoppedContainer(
                Path.GetFileName(folder), container.Name?.TrimStart('/') ?? "", ContainerRuntime.Docker, state.ExitCode,
                state.IsOutOfMemory ? OutOfMemory : "", state.Error ?? "", Moment(state.FinishedAt), file);
        }
    }

    private IEnumerable<StoppedContainer> Containerd()
    {
        foreach (string folder in Folders(_options.ContainerdStatuses))
        {
            string file = $"{folder}/status";
            if (MetadataJson.TryRead(file, MetadataJson.Default.ContainerdStatus) is not { FinishedAt: > 0 } status)
                continue;
            yield return new StoppedContainer(
                Path.GetFileName(folder), "", ContainerRuntime.Containerd, status.ExitCode, status.Reason ?? "", status.Message ?? "",
                DateTimeOffset.UnixEpoch.AddTicks(status.FinishedAt / NanosecondsPerTick), file);
        }
    }

    /// <summary>conmon writes the exit code as text into a file with the container's ID as its name.</summary>
    private IEnumerable<StoppedContainer> ExitFiles()
    {
        foreach (string file in _options.ExitFolders.SelectMany(pattern => FolderPattern.Expand(_options.FileRoot, pattern)).SelectMany(Files))
        {
            if (CgroupFile.TryReadNumber(Path.GetDirectoryName(file)!, Path.GetFileName(file)) is not { } code)
                continue;
            yield return new StoppedContainer(
                Path.GetFileName(file), "", file.Contains("crio", StringComparison.Ordinal) ? ContainerRuntime.CriO : ContainerRuntime.Podman,
                (int)code, "", "", new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero), file);
        }
    }

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // another engine's machine
        }
    }

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out DateTimeOffset moment) && moment.Year > 1 ? moment : null;
}
