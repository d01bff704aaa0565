namespace Sonde.Cli.Watching;

/// <summary>Memory in a line of a watch, in bytes; rates in bytes per second.</summary>
/// <param name="Needed">Needed now: charged, but page cache that has not been used lately.</param>
/// <param name="Current">Charged now.</param>
/// <param name="Least">Least needed in the interval.</param>
/// <param name="Most">Most needed in the interval.</param>
/// <param name="P50">Median of all readings.</param>
/// <param name="P95">95th percentile of all readings.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Anonymous">Heap, stacks and the like.</param>
/// <param name="Cache">Page cache.</param>
/// <param name="Shared">tmpfs and shared memory.</param>
/// <param name="Kernel">The kernel's own.</param>
/// <param name="Peak">The most that was needed.</param>
/// <param name="UnseenPeak">Counted by the kernel between two readings.</param>
/// <param name="Shape">unknown, steady, spikes, growing or varying.</param>
/// <param name="Growth">Rise of the floor when it grows.</param>
/// <param name="Reason">What the shape is concluded from.</param>
/// <param name="OomKills">Processes killed for memory while watching.</param>
/// <param name="DiskRead">Read from disks.</param>
/// <param name="DiskWritten">Written to disks.</param>
internal sealed record WatchMemoryDocument(
    long Needed, long Current, long Least, long Most, long P50, long P95, long? Limit, long Anonymous, long Cache, long Shared, long Kernel,
    WatchPeakDocument? Peak, long? UnseenPeak, string Shape, double Growth, string Reason, long OomKills, double? DiskRead, double? DiskWritten);
