using System.Globalization;

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

    /// <summary>How often it was looked whether a GIL is held.</summary>
    public long GilTicks { get; set; }

    /// <summary>How often one was.</summary>
    public long GilHeldTicks { get; set; }

    /// <summary>Of <see cref="PythonEvent.Wall"/>: time that threads waited for the GIL, in nanoseconds.</summary>
    public long GilWaitTime { get; set; }

    /// <summary>Of <see cref="PythonEvent.Wall"/>: time that threads ran or waited for a CPU, in nanoseconds.</summary>
    public long ReadyTime { get; set; }

    /// <summary>
    /// For example <c>held 98 % of the time, threads waited for it 74 % of the time that they could have run</c>; null when there was no GIL.
    /// </summary>
    public string? DescribeGil()
    {
        if (GilTicks == 0)
            return null;
        string held = string.Create(CultureInfo.InvariantCulture, $"held {100.0 * GilHeldTicks / GilTicks:0} % of the time");
        long wanted = GilWaitTime + ReadyTime;
        return GilWaitTime == 0
            ? held
            : string.Create(
                CultureInfo.InvariantCulture, $"{held}, threads waited for it {100.0 * GilWaitTime / wanted:0} % of the time that they could have run");
    }
}
