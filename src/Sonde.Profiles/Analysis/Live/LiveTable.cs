namespace Sonde.Profiles.Analysis.Live;

/// <summary>What a running session has sampled, in the last interval and since the start. Immutable.</summary>
public sealed record LiveTable
{
    /// <summary>A table of nothing yet.</summary>
    public static LiveTable Empty { get; } = new();

    /// <summary>What the values measure.</summary>
    public SampleType SampleType { get; init; } = SampleType.Cpu;

    /// <summary>How long the last interval was.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>How long was sampled.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Value of all samples.</summary>
    public LiveSums Value { get; init; }

    /// <summary>Every function that was seen, the one that costs most of its own in the last interval first.</summary>
    public IReadOnlyList<LiveFunction> Functions { get; init; } = [];

    /// <summary>Every thread that was seen, the busiest of the last interval first.</summary>
    public IReadOnlyList<LiveGroup> Threads { get; init; } = [];

    /// <summary>States that samples name, by name; empty when they name none.</summary>
    public IReadOnlyList<LiveGroup> States { get; init; } = [];

    /// <summary>How good the samples are, since the start.</summary>
    public ProfileQuality Quality { get; init; } = new();

    /// <summary>
    /// A value of the last interval as a share: of time one core, so that an idle target shows 0 and two busy threads show 2; of anything
    /// else of what was counted.
    /// </summary>
    public double ShareNow(long value) => Share(value, Interval, Value.Now);

    /// <summary>A value since the start as a share, likewise.</summary>
    public double ShareOfAll(long value) => Share(value, Elapsed, Value.Sum);

    /// <summary>The whole run as if it were one interval.</summary>
    public LiveTable Whole() => this with
    {
        Interval = Elapsed,
        Value = Whole(Value),
        Functions = [.. Functions
            .Select(function => function with { Self = Whole(function.Self), Total = Whole(function.Total) })
            .OrderByDescending(function => function.Self.Now)],
        Threads = Whole(Threads),
        States = Whole(States),
    };

    private static LiveGroup[] Whole(IReadOnlyList<LiveGroup> groups) =>
        [.. groups.Select(group => group with { Value = Whole(group.Value) }).OrderByDescending(group => group.Value.Now)];

    private static LiveSums Whole(LiveSums sums) => new(sums.Sum, sums.Sum);

    private double Share(long value, TimeSpan time, long whole)
    {
        double of = SampleType.Unit == SampleType.Cpu.Unit ? time.TotalNanoseconds : whole;
        return of > 0 ? value / of : 0;
    }
}
