namespace Sonde.Linux.Cgroups;

/// <summary>Reads what the <c>cpu</c> and <c>cpuacct</c> controllers count.</summary>
public static class CgroupCpu
{
    private const long NanosecondsPerMicrosecond = 1000, NanosecondsPerTick = 1_000_000_000 / Procfs.ProcessStat.TicksPerSecond;

    /// <summary>CPU time used; null when the cgroup has gone or does not count it.</summary>
    /// <param name="cgroup">A cgroup of <c>cpu</c> (version 2) or <c>cpuacct</c> (version 1).</param>
    public static CgroupCpuUsage? TryReadUsage(CgroupDirectory cgroup)
    {
        if (cgroup.Version == CgroupVersion.V2)
        {
            return CgroupFile.TryReadKeyed(cgroup.Path, "cpu.stat") is { } stat && stat.TryGetValue("usage_usec", out long usage)
                ? new CgroupCpuUsage(
                    usage * NanosecondsPerMicrosecond,
                    stat.TryGetValue("system_usec", out long system) ? system * NanosecondsPerMicrosecond : null)
                : null;
        }

        return CgroupFile.TryReadNumber(cgroup.Path, "cpuacct.usage") is { } total
            ? new CgroupCpuUsage(
                total,
                CgroupFile.TryReadKeyed(cgroup.Path, "cpuacct.stat")?.GetValueOrDefault("system") * NanosecondsPerTick)
            : null;
    }

    /// <summary>The cgroup and those above it that have a quota, from the inside out, as far as they can be seen.</summary>
    /// <param name="cgroup">A cgroup of <c>cpu</c>.</param>
    public static IReadOnlyList<CpuQuotaLevel> ReadQuotas(CgroupDirectory cgroup)
    {
        var levels = new List<CpuQuotaLevel>();
        foreach (string directory in cgroup.SelfAndAncestors())
        {
            if (CgroupLimits.ReadOwnCpuQuota(cgroup.Version, directory) is { } quota)
                levels.Add(new CpuQuotaLevel(directory, quota, ReadThrottling(cgroup.Version, directory)));
        }

        return levels;
    }

    private static CpuThrottling ReadThrottling(CgroupVersion version, string directory)
    {
        if (CgroupFile.TryReadKeyed(directory, "cpu.stat") is not { } stat)
            return default;
        long throttled = version == CgroupVersion.V2
            ? stat.GetValueOrDefault("throttled_usec") * NanosecondsPerMicrosecond
            : stat.GetValueOrDefault("throttled_time"); // nanoseconds
        return new CpuThrottling(
            stat.GetValueOrDefault("nr_periods"), stat.GetValueOrDefault("nr_throttled"), throttled, stat.GetValueOrDefault("nr_bursts"));
    }
}
