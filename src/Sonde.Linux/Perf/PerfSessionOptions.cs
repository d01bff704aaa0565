namespace Sonde.Linux.Perf;

/// <summary>What a <see cref="PerfSession"/> samples.</summary>
/// <param name="Rate">Samples per second and CPU.</param>
/// <param name="KernelStacks">Stacks hold the kernel's frames too. Samples are taken in the kernel either way.</param>
/// <param name="MaxEvents">
/// Perf events at most (one for each thread and CPU); when a target needs more, each CPU is sampled as a whole and filtered.
/// Zero samples whole CPUs from the beginning.
/// </param>
/// <param name="StackBytes">
/// Bytes of user stack that are copied with the registers for each sample, a multiple of 8 up to <see cref="MaxStackBytes"/>;
/// 0 for none.
/// </param>
public readonly record struct PerfSessionOptions(
    int Rate, bool KernelStacks, int MaxEvents = PerfSessionOptions.DefaultMaxEvents, int StackBytes = 0)
{
    /// <summary>
    /// The events to open; null for time on a CPU, <see cref="Rate"/> times a second. Records about processes, threads and
    /// mappings come with the first, which must not be an optional one.
    /// </summary>
    public IReadOnlyList<PerfEventRequest>? Events { get; init; }

    /// <summary>Bytes of a ring, one for each CPU, where there are few CPUs; less where there are many.</summary>
    public int RingBytes { get; init; } = DefaultRingBytes;

    /// <summary>1 MB: sixty samples with 16 KB of stack, six tenths of a second at 99 Hz.</summary>
    public const int DefaultRingBytes = 1 << 20;

    /// <summary>The kernel's limit (USHRT_MAX, down to a multiple of 8: perf_copy_attr in kernel/events/core.c).</summary>
    public const int MaxStackBytes = 65_528;

    /// <summary>An event takes about 1.3 KB in the kernel; more than these cost a target more than a few seconds to open.</summary>
    public const int DefaultMaxEvents = 16_384;
}
