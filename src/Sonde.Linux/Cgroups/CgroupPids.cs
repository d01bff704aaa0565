namespace Sonde.Linux.Cgroups;

/// <summary>What the <c>pids</c> controller says: threads count as well as processes.</summary>
/// <param name="Current">Now.</param>
/// <param name="Limit">At most; null for no limit.</param>
/// <param name="Peak">Most that there ever were; null on kernels that do not tell (before 6.1).</param>
/// <param name="Refused">How often a fork or a new thread failed for the limit.</param>
public readonly record struct CgroupPids(long Current, long? Limit, long? Peak, long Refused)
{
    /// <summary>Reads a cgroup of <c>pids</c>; null when it has gone or has no such controller.</summary>
    public static CgroupPids? TryRead(CgroupDirectory cgroup) =>
        CgroupFile.TryReadNumber(cgroup.Path, "pids.current") is { } current
            ? new CgroupPids(
                current,
                CgroupFile.TryReadLimit(cgroup.Path, "pids.max"),
                CgroupFile.TryReadNumber(cgroup.Path, "pids.peak"),
                CgroupFile.TryReadKeyed(cgroup.Path, "pids.events")?.GetValueOrDefault("max") ?? 0)
            : null;
}
