namespace Sonde.Linux.Perf;

/// <summary>What a <see cref="PerfSession"/> samples.</summary>
/// <param name="Rate">Samples per second and CPU.</param>
/// <param name="KernelStacks">Stacks hold the kernel's frames too. Samples are taken in the kernel either way.</param>
/// <param name="MaxEvents">
/// Perf events at most (one for each thread and CPU); when a target needs more, each CPU is sampled as a whole and filtered.
/// Zero samples whole CPUs from the beginning.
/// </param>
public readonly record struct PerfSessionOptions(int Rate, bool KernelStacks, int MaxEvents = PerfSessionOptions.DefaultMaxEvents)
{
    /// <summary>An event takes about 1.3 KB in the kernel; more than these cost a target more than a few seconds to open.</summary>
    public const int DefaultMaxEvents = 16_384;
}
