using Sonde.Linux.Procfs;

namespace Sonde.Linux.Cgroups;

/// <summary>A cgroup found in the file system.</summary>
/// <param name="Version">The interface of its hierarchy: which files lie in it.</param>
/// <param name="Path">Its directory.</param>
/// <param name="MountPoint">The directory of the topmost cgroup that can be seen, at or above <paramref name="Path"/>.</param>
public sealed record CgroupDirectory(CgroupVersion Version, string Path, string MountPoint)
{
    /// <summary>True while the cgroup has not been removed.</summary>
    public bool Exists => Directory.Exists(Path);

    /// <summary>
    /// True for the machine's topmost cgroup, which holds everything and has no limits; not for the topmost one that a container
    /// can see. The root has <c>release_agent</c> in version 1 and no <c>cgroup.events</c> in version 2.
    /// </summary>
    public bool IsRoot => Path == MountPoint && (Version == CgroupVersion.V1
        ? File.Exists(Path + "/release_agent")
        : !File.Exists(Path + "/cgroup.events"));

    /// <summary>The directory and those above it, up to the topmost that can be seen.</summary>
    internal IEnumerable<string> SelfAndAncestors()
    {
        string directory = Path;
        while (directory.Length >= MountPoint.Length && directory.Length > 0)
        {
            yield return directory;
            directory = directory[..Math.Max(0, directory.LastIndexOf('/'))];
        }
    }

    /// <summary>
    /// The processes of the cgroup and of those below it, by rising ID; empty when it has gone. Processes outside of this PID
    /// namespace are left out.
    /// </summary>
    public IReadOnlyList<ProcessId> ReadProcesses() => [.. ReadProcessIds(Path).Select(id => new ProcessId(id))];

    /// <summary>The same for any directory of a cgroup file system.</summary>
    internal static SortedSet<int> ReadProcessIds(string directory)
    {
        var found = new SortedSet<int>();
        AddProcesses(directory, found);
        return found;
    }

    /// <summary>The cgroups right below; empty when the cgroup has gone.</summary>
    internal static string[] Subdirectories(string directory)
    {
        try
        {
            return Directory.GetDirectories(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // removed meanwhile, or not ours to look into
        }
    }

    private static void AddProcesses(string directory, SortedSet<int> found)
    {
        // A threaded cgroup refuses this file (EOPNOTSUPP); its processes stand in the cgroup above that owns the domain.
        using (FileContent content = FileContent.Read(directory + "/cgroup.procs"))
        {
            ReadOnlySpan<byte> rest = content.Bytes;
            while (!rest.IsEmpty)
            {
                int end = rest.IndexOf((byte)'\n');
                // 0 stands for a process outside of this PID namespace.
                if (new FieldReader(end < 0 ? rest : rest[..end]).TryReadInt32(out int id) && id > 0)
                    found.Add(id);
                rest = end < 0 ? default : rest[(end + 1)..];
            }
        }

        foreach (string child in Subdirectories(directory))
            AddProcesses(child, found);
    }
}
