using Sonde.Linux;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session.Targets;

/// <summary>Finds <see cref="CgroupTarget"/>s: the kernel follows the cgroup where it can, else its members are looked up.</summary>
/// <param name="proc">Where processes are read.</param>
/// <param name="cgroups">The cgroup file systems.</param>
public sealed class CgroupTargetLocator(ProcFileSystem proc, CgroupFileSystem cgroups) : ITargetLocator
{
    /// <inheritdoc/>
    public TargetProcesses? TryLocate(Target target)
    {
        if (target is not CgroupTarget { Query: var query })
            return null;
        IReadOnlyList<CgroupDirectory> found = cgroups.Find(query);
        if (found.Count == 0)
        {
            throw new TargetException(
                TargetError.NotFound,
                $"there is no cgroup '{query}': give its directory, its path as /proc/PID/cgroup shows it, or the last name of that path");
        }

        // The same path in several hierarchies of version 1 is one cgroup to whoever made it.
        string[] paths = [.. found.Select(directory => directory.Path[directory.MountPoint.Length..]).Distinct(StringComparer.Ordinal)];
        if (paths.Length > 1)
            throw new TargetException(TargetError.Ambiguous, $"'{query}' fits {paths.Length} cgroups: {string.Join(", ", paths.Take(5))}");
        string reason = "";
        foreach (CgroupDirectory directory in found)
        {
            if (PerfCgroup.TryOpen(directory.Path, out reason) is { } handle)
                return new MachineProcesses(paths[0], handle);
        }

        // Most controllers list the same processes; a cgroup that was only made in one lists none in the others.
        return new CgroupMembers(proc, found.MaxBy(directory => directory.ReadProcesses().Count)!, paths[0], reason);
    }
}
