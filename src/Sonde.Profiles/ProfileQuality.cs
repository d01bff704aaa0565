namespace Sonde.Profiles;

/// <summary>
/// What a profile owes its reader about itself. It travels in pprof comments of the form <c>sonde.NAME=VALUE</c>.
/// Counts of different collectors add up when profiles merge.
/// </summary>
public sealed record ProfileQuality
{
    /// <summary>Samples taken, including those that were later dropped as lost or torn.</summary>
    public long Samples { get; init; }

    /// <summary>Samples the kernel or the collector could not keep.</summary>
    public long Lost { get; init; }

    /// <summary>Samples whose stack was deeper than the collector reads.</summary>
    public long Truncated { get; init; }

    /// <summary>Samples whose stack changed while it was read, again on the second try; they are not shown.</summary>
    public long Torn { get; init; }

    /// <summary>Unwinding failures by cause, for example <c>no_frame_pointer</c>.</summary>
    public IReadOnlyDictionary<string, long> UnwindFailed { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>How long the target was stopped, in milliseconds, summed over all stops.</summary>
    public double PauseMilliseconds { get; init; }

    /// <summary>CPU time the collector itself used, in milliseconds.</summary>
    public double CollectorCpuMilliseconds { get; init; }

    /// <summary>What triggered a sample, for example <c>cpu-clock</c> or <c>timer</c>.</summary>
    public string Event { get; init; } = "";

    /// <summary>Samples per second and CPU (or thread) that were asked for.</summary>
    public double Rate { get; init; }

    /// <summary>Further facts by name, for example <c>kernel</c> or <c>container</c>.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
