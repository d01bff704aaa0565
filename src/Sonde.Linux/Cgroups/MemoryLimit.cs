namespace Sonde.Linux.Cgroups;

/// <summary>How much memory a cgroup may use, and uses.</summary>
/// <param name="LimitBytes">At this the kernel reclaims, and kills when that does not help.</param>
/// <param name="UsageBytes">Charged now, with page cache.</param>
public readonly record struct MemoryLimit(long LimitBytes, long UsageBytes);
