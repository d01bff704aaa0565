using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Containers;

/// <summary>Tells which container a process belongs to, again and again and cheaply. Used by one thread.</summary>
/// <param name="proc">The procfs to read.</param>
/// <param name="time">The clock.</param>
public sealed class ContainerLookup(ProcFileSystem proc, TimeProvider? time = null)
{
    /// <summary>The list of containers costs a look at every process: it is not made more often than this.</summary>
    private static readonly TimeSpan ListInterval = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly CgroupFileSystem _cgroups = new(proc);
    private readonly Dictionary<string, string?> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<ProcessId, string> _withoutCgroup = [];
    private IReadOnlyList<Container> _containers = [];
    private long _listed = long.MinValue;

    /// <summary>The container's <see cref="Container.DisplayName"/>; null when the process is in none or has gone.</summary>
    public string? NameOf(ProcessId process)
    {
        IReadOnlyList<CgroupMembership> memberships = _cgroups.ReadMemberships(process);
        if (memberships.Count == 0)
            return null;
        string key = string.Join('\n', memberships.Select(membership => membership.Path).Distinct());
        if (_names.TryGetValue(key, out string? known))
            return known ?? _withoutCgroup.GetValueOrDefault(process);
        bool isFresh = TryRefresh();
        foreach (Container container in _containers)
        {
            if (container.Cgroup is { } cgroup && memberships.Any(membership => IsBelow(membership, cgroup)))
                known = container.DisplayName;
        }

        // A container that was too young for the last list is looked for again.
        if (known is not null || isFresh)
            _names[key] = known;
        return known ?? _withoutCgroup.GetValueOrDefault(process);
    }

    private static bool IsBelow(CgroupMembership member, CgroupMembership cgroup) =>
        member.HierarchyId == cgroup.HierarchyId
        && (member.Path == cgroup.Path || member.Path.StartsWith(cgroup.Path.TrimEnd('/') + "/", StringComparison.Ordinal));

    private bool TryRefresh()
    {
        long now = _time.GetTimestamp();
        if (_listed != long.MinValue && _time.GetElapsedTime(_listed, now) < ListInterval)
            return false;
        _listed = now;
        var resolver = new ContainerResolver(proc, _cgroups);
        _containers = resolver.List(includeSandboxes: true);
        _withoutCgroup.Clear();
        foreach (Container container in _containers.Where(container => container.Cgroup is null))
        {
            foreach (ProcessId process in resolver.OpenProcesses(container).Refresh())
                _withoutCgroup[process] = container.DisplayName;
        }

        return true;
    }
}
