namespace Sonde.Linux.Cgroups;

/// <summary>How much CPU time a cgroup may use.</summary>
/// <param name="QuotaMicroseconds">CPU time in each period.</param>
/// <param name="PeriodMicroseconds">Length of a period.</param>
public readonly record struct CpuQuota(long QuotaMicroseconds, long PeriodMicroseconds)
{
    /// <summary>The quota in CPUs: 0.5 is half of one.</summary>
    public double Cpus => (double)QuotaMicroseconds / PeriodMicroseconds;
}
