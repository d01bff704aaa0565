using System.Globalization;

namespace Sonde.Linux.Cgroups;

/// <summary>
/// Reads the limits that hold for a cgroup: the tightest of its own and those above it, as far as they can be seen (a pod's
/// limit holds for each of its containers).
/// </summary>
public static class CgroupLimits
{
    /// <summary>The CPU quota; null when there is none.</summary>
    /// <param name="cgroup">A cgroup of the <c>cpu</c> controller.</param>
    public static CpuQuota? ReadCpuQuota(CgroupDirectory cgroup)
    {
        CpuQuota? tightest = null;
        foreach (string directory in cgroup.SelfAndAncestors())
        {
            if (ReadOwnCpuQuota(cgroup.Version, directory) is { } found && (tightest is not { } known || found.Cpus < known.Cpus))
                tightest = found;
        }

        return tightest;
    }

    /// <summary>The memory limit with the use of the cgroup that has it; null when there is none.</summary>
    /// <param name="cgroup">A cgroup of the <c>memory</c> controller.</param>
    public static MemoryLimit? ReadMemoryLimit(CgroupDirectory cgroup)
    {
        (string limitFile, string usageFile) = cgroup.Version == CgroupVersion.V2
            ? ("memory.max", "memory.current")
            : ("memory.limit_in_bytes", "memory.usage_in_bytes");
        MemoryLimit? tightest = null;
        foreach (string directory in cgroup.SelfAndAncestors())
        {
            if (!TryParse(ReadText(directory, limitFile), out long limit) || limit >= CgroupFile.Unlimited
                || (tightest is { } known && known.LimitBytes <= limit))
            {
                continue;
            }

            tightest = new MemoryLimit(limit, TryParse(ReadText(directory, usageFile), out long usage) ? usage : 0);
        }

        return tightest;
    }

    /// <summary>The quota of one cgroup, without those above it.</summary>
    internal static CpuQuota? ReadOwnCpuQuota(CgroupVersion version, string directory) => version == CgroupVersion.V2
        ? ParseCpuMax(ReadText(directory, "cpu.max"))
        : ParseQuota(ReadText(directory, "cpu.cfs_quota_us"), ReadText(directory, "cpu.cfs_period_us"));

    private static CpuQuota? ParseCpuMax(string text) =>
        text.Split(' ') is [{ } quota, { } period] ? ParseQuota(quota, period) : null; // "max 100000" has no number first

    private static CpuQuota? ParseQuota(string quota, string period) =>
        TryParse(quota, out long microseconds) && TryParse(period, out long length) && microseconds > 0 && length > 0
            ? new CpuQuota(microseconds, length)
            : null;

    private static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static string ReadText(string directory, string file) => CgroupFile.TryReadText(directory, file) ?? "";
}
