namespace Sonde.Collectors.Python;

/// <summary>What became of the samples. Written by the sampling thread.</summary>
internal sealed class SampleCounts
{
    private long _taken;

    /// <summary>All, those that are not shown included. Readable from any thread.</summary>
    public long Taken
    {
        get => Interlocked.Read(ref _taken);
        set => Interlocked.Exchange(ref _taken, value);
    }

    /// <summary>Ticks that came too late.</summary>
    public long MissedTicks { get; set; }

    /// <summary>Stacks deeper than the limit.</summary>
    public long Truncated { get; set; }

    /// <summary>Stacks that could not be read without contradiction.</summary>
    public long Torn { get; set; }

    /// <summary>Threads that ran, but no Python code.</summary>
    public long NoPythonFrame { get; set; }
}
