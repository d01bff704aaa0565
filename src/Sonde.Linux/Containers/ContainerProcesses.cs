using Sonde.Linux.Cgroups;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Containers;

/// <summary>The processes of a container, which come and go. Made by <see cref="ContainerResolver.OpenProcesses"/>.</summary>
public sealed class ContainerProcesses
{
    private readonly ProcFileSystem _proc;
    private readonly CgroupFileSystem _cgroups;
    private readonly Container _container;
    private readonly CgroupDirectory? _directory;

    internal ContainerProcesses(ProcFileSystem proc, CgroupFileSystem cgroups, Container container)
    {
        _proc = proc;
        _cgroups = cgroups;
        _container = container;
        if (container.Cgroup is { } cgroup)
            _directory = cgroups.TryLocate(cgroup, container.InitProcess);
    }

    /// <summary>The container's cgroup in the file system; null when it has none of its own, or it cannot be seen from here.</summary>
    public CgroupDirectory? Directory => _directory;

    /// <summary>
    /// Reads the list anew: by <c>cgroup.procs</c> in well under a millisecond, else by a scan of <c>/proc</c>.
    /// </summary>
    /// <returns>
    /// By rising ID; empty once the container has ended. Some may be zombies: version 1 lists these too.
    /// </returns>
    public IReadOnlyList<ProcessId> Refresh()
    {
        if (_directory is { } directory)
        {
            IReadOnlyList<ProcessId> processes = directory.ReadProcesses();
            if (processes.Count > 0 || !directory.Exists)
                return processes;
            // The tree is mounted from another PID namespace, or the container is just starting or ending.
        }

        return _container.Cgroup is { } cgroup ? _cgroups.ScanForProcesses(cgroup) : ScanByNamespace();
    }

    /// <summary>Without a cgroup of its own, a container is the processes in its PID namespace, or its first one's descendants.</summary>
    private List<ProcessId> ScanByNamespace()
    {
        if (_proc.TryReadStatus(_container.InitProcess) is not { } status)
            return [];
        int level = status.NamespaceProcessIds.Count;
        var namespaces = new NamespaceReader(_proc);
        var found = new List<ProcessId>();
        if (level > 1 && namespaces.TryRead(_container.InitProcess, NamespaceKind.Pid) is { } home)
        {
            foreach (ProcessId process in _proc.EnumerateProcesses())
            {
                // Only its own processes are as deep, so that the others' links, which may be forbidden, are not read.
                if (_proc.TryReadStatus(process) is { } other && other.NamespaceProcessIds.Count == level && IsIn(process))
                    found.Add(process);
            }

            bool IsIn(ProcessId process)
            {
                try
                {
                    return namespaces.TryRead(process, NamespaceKind.Pid) == home;
                }
                catch (TargetException error) when (error.Error == TargetError.PermissionDenied)
                {
                    return false; // another user's
                }
            }

            return found;
        }

        AddWithDescendants(_container.InitProcess, found);
        found.Sort((a, b) => a.Value.CompareTo(b.Value));
        return found;
    }

    private void AddWithDescendants(ProcessId process, List<ProcessId> found)
    {
        found.Add(process);
        foreach (ProcessId child in _proc.ReadChildren(process))
            AddWithDescendants(child, found);
    }
}
