namespace Sonde.Collectors.Session;

/// <summary>How to run a session.</summary>
public sealed record SessionOptions
{
    /// <summary>How long to sample; null: until the target ends.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Facts that belong into the profile, by name, for example <c>kernel</c>, <c>sonde</c>.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);
}
