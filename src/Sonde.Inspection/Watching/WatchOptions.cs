namespace Sonde.Inspection.Watching;

/// <summary>How to watch.</summary>
public sealed record WatchOptions
{
    /// <summary>Highest number of readings per second.</summary>
    public const int HighestRate = 100;

    /// <summary>Readings of memory per second.</summary>
    public int Rate { get; init; } = HighestRate;
}
