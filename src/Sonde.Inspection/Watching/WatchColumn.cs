namespace Sonde.Inspection.Watching;

/// <summary>What one interval of a watch has brought.</summary>
/// <param name="At">Its end, since the watch began.</param>
/// <param name="Least">Least memory needed in it, in bytes.</param>
/// <param name="Most">Most memory needed in it, in bytes.</param>
/// <param name="Cpus">CPUs used on average.</param>
/// <param name="Throttled">Share of periods throttled, 0 to 1; null without a quota.</param>
/// <param name="ReadRate">Bytes read from disks per second; null when nobody counts.</param>
/// <param name="WriteRate">Bytes written to disks per second; null when nobody counts.</param>
public readonly record struct WatchColumn(
    TimeSpan At, long Least, long Most, double Cpus, double? Throttled, double? ReadRate, double? WriteRate);
