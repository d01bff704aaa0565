using System.Globalization;
using System.Text;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Cgroups;

/// <summary>
/// Reads the limits that hold for a cgroup: the tightest of its own and those above it, as far as they can be seen (a pod's
/// limit holds for each of its containers).
/// </summary>
public static class CgroupLimits
{
    /// <summary>Version 1 writes no limit as the largest number of pages (PAGE_COUNTER_MAX): anything of this size means none.</summary>
    private const long Unlimited = 1L << 60;

    /// <summary>The CPU quota; null when there is none.</summary>
    /// <param name="cgroup">A cgroup of the <c>cpu</c> controller.</param>
    public static CpuQuota? ReadCpuQuota(CgroupDirectory cgroup)
    {
        CpuQuota? tightest = null;
        foreach (string directory in UpToMountPoint(cgroup))
        {
            CpuQuota? quota = cgroup.Version == CgroupVersion.V2
                ? ParseCpuMax(ReadText(directory, "cpu.max"))
                : ParseQuota(ReadText(directory, "cpu.cfs_quota_us"), ReadText(directory, "cpu.cfs_period_us"));
            if (quota is { } found && (tightest is not { } known || found.Cpus < known.Cpus))
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
        foreach (string directory in UpToMountPoint(cgroup))
        {
            if (!TryParse(ReadText(directory, limitFile), out long limit) || limit >= Unlimited
                || (tightest is { } known && known.LimitBytes <= limit))
            {
                continue;
            }

            tightest = new MemoryLimit(limit, TryParse(ReadText(directory, usageFile), out long usage) ? usage : 0);
        }

        return tightest;
    }

    private static CpuQuota? ParseCpuMax(string text) =>
        text.Split(' ') is [{ } quota, { } period] ? ParseQuota(quota, period) : null; // "max 100000" has no number first

    private static CpuQuota? ParseQuota(string quota, string period) =>
        TryParse(quota, out long microseconds) && TryParse(period, out long length) && microseconds > 0 && length > 0
            ? new CpuQuota(microseconds, length)
            : null;

    private static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static string ReadText(string directory, string file)
    {
        using FileContent content = FileContent.Read($"{directory}/{file}");
        return Encoding.UTF8.GetString(content.Bytes).TrimEnd('\n');
    }

    private static IEnumerable<string> UpToMountPoint(CgroupDirectory cgroup)
    {
        string directory = cgroup.Path;
        while (directory.Length >= cgroup.MountPoint.Length && directory.Length > 0)
        {
            yield return directory;
            directory = directory[..Math.Max(0, directory.LastIndexOf('/'))];
        }
    }
}
