namespace Sonde.Profiles;

/// <summary>What a session knows of a profile as a whole and the collectors do not.</summary>
public sealed record ProfileStamp
{
    /// <summary>When sampling began.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>How long was sampled.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Facts to add to <see cref="ProfileQuality.Notes"/>; they replace notes of the same name.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Labels for every sample by name (<see cref="LabelNames"/>); one that a sample has already stays.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    internal void ApplyTo(ProfileBuilder target)
    {
        target.StartTime = StartTime;
        target.Duration = Duration;
        var notes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in target.Quality.Notes.Concat(Notes))
            notes[name] = value;
        target.Quality = target.Quality with { Notes = notes };
    }
}
