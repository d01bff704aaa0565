using System.Text;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Cgroups;

/// <summary>Finds the cgroups of processes and the processes of cgroups, on version 1, version 2 and both side by side.</summary>
public sealed class CgroupFileSystem
{
    private readonly ProcFileSystem _proc;
    private readonly string _fileRoot;

    /// <summary>Reads which hierarchies are mounted.</summary>
    /// <param name="proc">The procfs to read.</param>
    /// <param name="fileRoot">What stands before mount points: a folder with a recorded tree, empty for this machine.</param>
    public CgroupFileSystem(ProcFileSystem proc, string fileRoot = "")
    {
        _proc = proc;
        _fileRoot = fileRoot.TrimEnd('/');
        using FileContent content = FileContent.Read($"{proc.Root}/self/mountinfo");
        Mounts = CgroupMount.ParseAll(content.Bytes);
    }

    /// <summary>The mounted hierarchies.</summary>
    public IReadOnlyList<CgroupMount> Mounts { get; }

    /// <summary>Which interfaces there are.</summary>
    public CgroupLayout Layout =>
        (Mounts.Any(mount => mount.Version == CgroupVersion.V1), Mounts.Any(mount => mount.Version == CgroupVersion.V2)) switch
        {
            (true, true) => CgroupLayout.Hybrid,
            (true, false) => CgroupLayout.V1,
            (false, true) => CgroupLayout.V2,
            _ => CgroupLayout.None,
        };

    /// <summary>Where a process stands in each hierarchy; empty when it has gone.</summary>
    public IReadOnlyList<CgroupMembership> ReadMemberships(ProcessId process)
    {
        using FileContent content = FileContent.Read(_proc.PathOf(process, "cgroup"));
        return CgroupMembership.ParseAll(content.Bytes);
    }

    /// <summary>The cgroup of a process that governs a resource.</summary>
    /// <param name="process">The process.</param>
    /// <param name="controller">A controller, for example <c>cpu</c> or <c>memory</c>.</param>
    /// <returns>Null when the process has gone, or its cgroup cannot be seen from here.</returns>
    public CgroupDirectory? TryLocate(ProcessId process, string controller)
    {
        IReadOnlyList<CgroupMembership> memberships = ReadMemberships(process);
        // A controller that version 1 has taken is not in version 2.
        CgroupMembership? membership =
            memberships.FirstOrDefault(candidate => candidate.Controllers.Contains(controller))
            ?? memberships.FirstOrDefault(candidate => candidate.Version == CgroupVersion.V2);
        return membership is null ? null : TryLocate(membership, process);
    }

    /// <summary>The directory of a cgroup.</summary>
    /// <param name="membership">The cgroup.</param>
    /// <param name="member">
    /// A process in it. Needed when this process lives in a cgroup namespace of its own while the whole tree is mounted (a node
    /// agent): then the names above the namespace's root are unknown, and the directory is the one that lists the process.
    /// </param>
    /// <returns>Null when it cannot be seen from here.</returns>
    /// <remarks>
    /// Where this process sees only its own cgroup (a container beside the target), the one that is mounted for the member is looked
    /// for: runtimes mount for each container its own. That needs PTRACE_MODE_READ: the same user, or CAP_SYS_PTRACE.
    /// </remarks>
    public CgroupDirectory? TryLocate(CgroupMembership membership, ProcessId member) =>
        TryLocate(Mounts, mountPoint => _fileRoot + mountPoint, membership, member) ?? TryLocateInside(membership, member);

    private static CgroupDirectory? TryLocate(
        IReadOnlyList<CgroupMount> mounts, Func<string, string?> resolve, CgroupMembership membership, ProcessId member)
    {
        var path = CgroupPath.Parse(membership.Path);
        foreach (CgroupMount mount in mounts.Where(mount => mount.IsHierarchyOf(membership)))
        {
            if (resolve(mount.MountPoint) is { } mountPoint && FindBelow(mountPoint, CgroupPath.Parse(mount.Root), path, member) is { } found)
                return new CgroupDirectory(mount.Version, found, mountPoint);
        }

        return null;
    }

    private CgroupDirectory? TryLocateInside(CgroupMembership membership, ProcessId member)
    {
        // The kernel writes the paths of both files as this process's own cgroup namespace sees them: they fit each other.
        using FileContent content = FileContent.Read(_proc.PathOf(member, "mountinfo"));
        var files = new TargetFileSystem(_proc, member);
        try
        {
            return TryLocate(CgroupMount.ParseAll(content.Bytes), files.TryResolve, membership, member);
        }
        catch (TargetException)
        {
            return null; // another user's
        }
    }

    /// <summary>
    /// The processes of a cgroup and of those below it by reading <c>/proc/*/cgroup</c>: slower than
    /// <see cref="CgroupDirectory.ReadProcesses"/>, for cgroups whose directory cannot be seen from here.
    /// </summary>
    public IReadOnlyList<ProcessId> ScanForProcesses(CgroupMembership cgroup)
    {
        string below = cgroup.Path.TrimEnd('/') + "/";
        return [.. _proc.EnumerateProcesses().Where(process => ReadMemberships(process).Any(membership =>
            membership.HierarchyId == cgroup.HierarchyId
            && (membership.Path == cgroup.Path || membership.Path.StartsWith(below, StringComparison.Ordinal))))];
    }

    /// <summary>Finds cgroups by what a person calls them.</summary>
    /// <param name="query">
    /// A directory below a mount point, a path as <c>/proc/PID/cgroup</c> shows it, or the last name of one.
    /// </param>
    /// <returns>Each directory that fits: one path may be there in several hierarchies, version 2's first.</returns>
    public IReadOnlyList<CgroupDirectory> Find(string query)
    {
        var found = new List<CgroupDirectory>();
        foreach (CgroupMount mount in Mounts.OrderByDescending(mount => mount.Version))
        {
            string root = _fileRoot + mount.MountPoint;
            if (query.StartsWith('/'))
            {
                string path = query.TrimEnd('/');
                string directory = path == mount.MountPoint || path.StartsWith(mount.MountPoint + "/", StringComparison.Ordinal)
                    ? _fileRoot + path
                    : root + path;
                if (path.Length > 0 && Directory.Exists(directory + "/") && !path.Contains("/..", StringComparison.Ordinal))
                    found.Add(new CgroupDirectory(mount.Version, directory, root));
            }
            else if (query.Length > 0)
            {
                AddNamed(root, query, mount.Version, root, found);
            }
        }

        return found;
    }

    private static void AddNamed(string directory, string query, CgroupVersion version, string root, List<CgroupDirectory> found)
    {
        foreach (string child in CgroupDirectory.Subdirectories(directory))
        {
            // Not what lies below as well: that is part of it.
            if (Path.GetFileName(child) == query || child.EndsWith("/" + query, StringComparison.Ordinal))
                found.Add(new CgroupDirectory(version, child, root));
            else
                AddNamed(child, query, version, root, found);
        }
    }

    private static string? FindBelow(string mountPoint, CgroupPath root, CgroupPath path, ProcessId member)
    {
        int unknown = root.StepsUp - path.StepsUp;
        if (unknown == 0)
        {
            // The mounted cgroup must be the path's ancestor.
            if (root.Names.Count > path.Names.Count || !root.Names.SequenceEqual(path.Names.Take(root.Names.Count)))
                return null;
            string directory = Combine(mountPoint, path.Names.Skip(root.Names.Count));
            return Directory.Exists(directory) ? directory : null;
        }

        // The mounted cgroup lies above the path's start, by names that nothing here tells.
        return unknown < 0 || root.Names.Count > 0 ? null : FindMember(mountPoint, unknown, path.Names, member);
    }

    private static string? FindMember(string directory, int levels, IReadOnlyList<string> names, ProcessId member)
    {
        if (levels == 0)
        {
            string candidate = Combine(directory, names);
            // The path may be that of a container while the process is further down.
            return CgroupDirectory.ReadProcessIds(candidate).Contains(member.Value) ? candidate : null;
        }

        foreach (string child in CgroupDirectory.Subdirectories(directory))
        {
            if (FindMember(child, levels - 1, names, member) is { } found)
                return found;
        }

        return null;
    }

    private static string Combine(string directory, IEnumerable<string> names)
    {
        var path = new StringBuilder(directory.TrimEnd('/'));
        foreach (string name in names)
            path.Append('/').Append(name);
        return path.Length == 0 ? "/" : path.ToString();
    }
}
