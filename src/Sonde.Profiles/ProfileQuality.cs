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

    /// <summary>True when a collector has filled this in; a profile converted from elsewhere says nothing about itself.</summary>
    public bool IsKnown =>
        (Samples | Lost | Truncated | Torn) != 0 || PauseMilliseconds != 0 || CollectorCpuMilliseconds != 0
        || UnwindFailed.Count != 0;

    /// <summary>
    /// The quality of two profiles merged: counts and times add up, different events are joined by <c>+</c>, the higher
    /// rate stands, and different notes of one name are joined by <c>, </c>.
    /// </summary>
    public ProfileQuality Plus(ProfileQuality other)
    {
        var unwindFailed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach ((string cause, long count) in UnwindFailed.Concat(other.UnwindFailed))
            unwindFailed[cause] = unwindFailed.GetValueOrDefault(cause) + count;
        var notes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in Notes.Concat(other.Notes))
            notes[name] = notes.TryGetValue(name, out string? first) ? Join(first, value, ", ") : value;
        return new ProfileQuality
        {
            Samples = Samples + other.Samples,
            Lost = Lost + other.Lost,
            Truncated = Truncated + other.Truncated,
            Torn = Torn + other.Torn,
            UnwindFailed = unwindFailed,
            PauseMilliseconds = PauseMilliseconds + other.PauseMilliseconds,
            CollectorCpuMilliseconds = CollectorCpuMilliseconds + other.CollectorCpuMilliseconds,
            Event = Join(Event, other.Event, "+"),
            Rate = Math.Max(Rate, other.Rate),
            Notes = notes,
        };
    }

    private static string Join(string first, string second, string separator)
    {
        if (first.Length == 0)
            return second;
        return second.Length == 0 || first.Split(separator).Contains(second, StringComparer.Ordinal)
            ? first
            : first + separator + second;
    }
}
