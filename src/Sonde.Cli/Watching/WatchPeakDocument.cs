using Sonde.Inspection.Watching;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Cli.Watching;

/// <summary>The peak of memory in a line of a watch.</summary>
/// <param name="Time">When.</param>
/// <param name="Bytes">How much was needed.</param>
/// <param name="Usual">How much was needed when it was calm before.</param>
/// <param name="Grew">What grew most.</param>
/// <param name="Pid">The process that grew most.</param>
/// <param name="Process">Its name.</param>
/// <param name="ProcessGrowth">By how much it grew, in bytes.</param>
/// <param name="Growth">By how much each part had grown, in bytes.</param>
internal sealed record WatchPeakDocument(DateTimeOffset Time, long Bytes, long Usual, string Grew, int? Pid, string? Process, long ProcessGrowth, MemoryParts Growth)
{
    /// <summary>Turns the peak of a report into the document; null when there is none.</summary>
    public static WatchPeakDocument? From(WatchReport report) => report.Peak is { } peak
        ? new WatchPeakDocument(
            report.Start + peak.At, peak.Bytes, peak.Usual, peak.Part, peak.Process?.Value, peak.Process is null ? null : peak.ProcessName, peak.ProcessGrowth, peak.Growth)
        : null;

    /// <summary>The peak again.</summary>
    /// <param name="start">When the watch began.</param>
    public MemoryPeak ToPeak(DateTimeOffset start) => new(
        Time - start, Bytes, Usual, Growth, Pid is { } id ? new ProcessId(id) : null, Process ?? "", ProcessGrowth);
}
