namespace Sonde.Linux.Cgroups;

/// <summary>A cgroup with a CPU quota: the container's own, or one above it, such as the pod's.</summary>
/// <param name="Directory">Its directory.</param>
/// <param name="Quota">The quota.</param>
/// <param name="Throttling">What the quota has done so far.</param>
public sealed record CpuQuotaLevel(string Directory, CpuQuota Quota, CpuThrottling Throttling)
{
    /// <summary>
    /// The quota, in CPUs, with which the throttled periods would have run to their end: in such a period the whole quota was used,
    /// and each run queue that was held back would have used its time.
    /// </summary>
    /// <param name="interval">Throttling of the time that is looked at; at least one period is throttled.</param>
    /// <param name="machineCpus">No more than this can be used.</param>
    public double SufficientCpus(CpuThrottling interval, int machineCpus) => Math.Min(
        machineCpus, Quota.Cpus + (interval.ThrottledNanoseconds / 1000.0 / interval.Throttled / Quota.PeriodMicroseconds));
}
