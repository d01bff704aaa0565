namespace Sonde.Linux.Cgroups;

/// <summary>CPU time that a cgroup with those below it has used since it was made.</summary>
/// <param name="TotalNanoseconds">In all.</param>
/// <param name="SystemNanoseconds">In the kernel; null when it does not tell.</param>
public readonly record struct CgroupCpuUsage(long TotalNanoseconds, long? SystemNanoseconds);
