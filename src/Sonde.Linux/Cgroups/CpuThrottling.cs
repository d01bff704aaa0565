namespace Sonde.Linux.Cgroups;

/// <summary>
/// What the CPU quota of a cgroup has done since it was made (<c>cpu.stat</c>, Documentation/scheduler/sched-bwc.rst). Only
/// periods in which something wanted to run are counted.
/// </summary>
/// <param name="Periods">Periods that have passed (<c>nr_periods</c>).</param>
/// <param name="Throttled">Those in which the quota was used up (<c>nr_throttled</c>).</param>
/// <param name="ThrottledNanoseconds">Time that run queues were held back, summed over CPUs.</param>
/// <param name="Bursts">Periods that used saved-up quota (<c>nr_bursts</c>).</param>
public readonly record struct CpuThrottling(long Periods, long Throttled, long ThrottledNanoseconds, long Bursts)
{
    /// <summary>Throttled periods as a share of all, 0 to 1; 0 without periods.</summary>
    public double Share => Periods > 0 ? (double)Throttled / Periods : 0;

    /// <summary>What has happened since an earlier reading.</summary>
    public CpuThrottling Since(CpuThrottling earlier) => new(
        Periods - earlier.Periods, Throttled - earlier.Throttled, ThrottledNanoseconds - earlier.ThrottledNanoseconds, Bursts - earlier.Bursts);
}
