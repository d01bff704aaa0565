using Sonde.Linux.Cgroups;

namespace Sonde.Inspection.Watching;

/// <summary>What a watch has seen so far.</summary>
public sealed record WatchReport
{
    /// <summary>After a shorter watch the advice is only about what happened then.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(5);

    /// <summary>Most intervals in <see cref="Columns"/>: as many as the widest screen shows.</summary>
    public const int MostColumns = WatchHistory.MostRecent;

    /// <summary>What is watched, for people.</summary>
    public required string Title { get; init; }

    /// <summary>When the watch began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>How long it has been going on.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The target has ended.</summary>
    public bool IsGone { get; init; }

    /// <summary>The latest intervals, the last one last; at least one.</summary>
    public required IReadOnlyList<WatchColumn> Columns { get; init; }

    /// <summary>Memory needed now, in bytes: all that is charged but page cache that has not been used lately.</summary>
    public required long Needed { get; init; }

    /// <summary>All memory that is charged now, in bytes.</summary>
    public required long Current { get; init; }

    /// <summary>What it consists of.</summary>
    public required MemoryParts Parts { get; init; }

    /// <summary>The memory limit, in bytes; null for none.</summary>
    public long? Limit { get; init; }

    /// <summary>Needed at the median of all readings, in bytes.</summary>
    public required long MedianNeeded { get; init; }

    /// <summary>Needed at the 95th percentile, in bytes.</summary>
    public required long P95Needed { get; init; }

    /// <summary>The most that was needed, and what grew.</summary>
    public MemoryPeak? Peak { get; init; }

    /// <summary>
    /// The most that was charged between two readings by the kernel's own count, in bytes; null when no reading was exceeded or the kernel does
    /// not tell.
    /// </summary>
    public long? UnseenPeak { get; init; }

    /// <summary>How memory went.</summary>
    public required MemoryTrend Trend { get; init; }

    /// <summary>Processes killed for memory while watching.</summary>
    public long OomKills { get; init; }

    /// <summary>The CPU quota, in CPUs; null for none.</summary>
    public double? Quota { get; init; }

    /// <summary>CPUs that 95 % of the intervals did not exceed.</summary>
    public double CpuP95 { get; init; }

    /// <summary>CPUs in the busiest tenth of a second.</summary>
    public double CpuMost { get; init; }

    /// <summary>Share of periods throttled since the watch began; null without a quota.</summary>
    public double? Throttled { get; init; }

    /// <summary>The quota that would about have sufficed, in CPUs; null when none held it back.</summary>
    public double? Sufficient { get; init; }

    /// <summary>Number of processes.</summary>
    public required int ProcessCount { get; init; }

    /// <summary>The largest processes, largest first.</summary>
    public required IReadOnlyList<WatchedProcess> Processes { get; init; }

    /// <summary>Readings of memory so far.</summary>
    public required long Readings { get; init; }

    /// <summary>The longest time between two of them.</summary>
    public required TimeSpan LongestGap { get; init; }

    /// <summary>CPU that the watch itself uses, in CPUs.</summary>
    public double OwnCpus { get; init; }

    /// <summary>What to request and to limit.</summary>
    public required IReadOnlyList<ResourceAdvice> Advice { get; init; }

    /// <summary>What must be known of <see cref="Advice"/>; empty after a long watch.</summary>
    public string AdviceCaveat => Elapsed < LongEnough ? $"this is what {Figures.Time(Elapsed.TotalSeconds)} showed: watch at full load" : "";

    /// <summary>How bad it is.</summary>
    public Judgement Judgement => OomKills > 0 || Throttled > Limits.StarvedShare ? Judgement.Bad
        : Trend.Shape == MemoryShape.Growing || IsNearLimit ? Judgement.Warn : Judgement.Ok;

    /// <summary>The one sentence for a reader in a hurry.</summary>
    public string Answer
    {
        get
        {
            string limit = Limit is { } allowed ? $" of a limit of {Figures.Bytes(allowed)}" : "";
            if (OomKills > 0)
                return $"Killed for memory: {Figures.Count(OomKills, "process", "processes")} since the watch began, at the limit{(Limit is { } at ? $" of {Figures.Bytes(at)}" : "")}";
            if (Throttled > Limits.StarvedShare)
                return $"CPU-starved: throttled in {Figures.Percent(Throttled.Value)} of periods; {(Sufficient is { } enough ? $"needs about {Figures.CpuCount(enough)}, " : "")}has {Figures.Cpus(Quota ?? 0)}";
            long least = Columns.Min(column => column.Least), most = Peak?.Bytes ?? Needed;
            return Trend.Shape switch
            {
                MemoryShape.Growing => $"Memory grows by {Figures.Bytes(Trend.Growth)}/s: {Figures.Bytes(Needed)}{limit}",
                MemoryShape.Spikes => $"Memory spike: {PeakText}{(Limit is { } bound ? $", {Figures.Percent(Peak!.Bytes / (double)bound)} of the limit" : "")}",
                _ when IsNearLimit => $"Nearly out of memory: {PeakText}{limit}",
                MemoryShape.Steady => $"Nothing stands out: memory is steady at {Figures.Bytes(MedianNeeded)}{limit}",
                _ when Figures.Bytes(least) == Figures.Bytes(most) => $"Memory stays at {Figures.Bytes(most)}{limit}",
                _ => $"Memory between {Figures.Bytes(least)} and {Figures.Bytes(most)}{limit}",
            };
        }
    }

    private bool IsNearLimit => Limit is { } limit && Peak is { } peak && peak.Bytes >= limit * Limits.NearShare;

    /// <summary>The peak in words: how much, when, what grew.</summary>
    public string PeakText
    {
        get
        {
            if (Peak is not { } peak)
                return "none yet";
            string grew = peak.Bytes <= peak.Usual ? ""
                : $", {Figures.Bytes(peak.Bytes - peak.Usual)} more than usual{(peak.Part.Length > 0 ? $", of it {peak.Part} {Figures.Bytes(LargestPart(peak))}" : "")}"
                    + (peak.Process is { } process ? $", in {peak.ProcessName} (pid {process})" : "");
            return $"{Figures.Bytes(peak.Bytes)} at {(Start + peak.At).UtcDateTime:HH:mm:ss.ff}{grew}";
        }
    }

    private static long LargestPart(MemoryPeak peak) =>
        Math.Max(Math.Max(peak.Growth.Anonymous, peak.Growth.File), Math.Max(peak.Growth.Shared, peak.Growth.Kernel));
}
