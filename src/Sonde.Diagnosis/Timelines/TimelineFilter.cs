using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Timelines;

/// <summary>Which part of a timeline is wanted.</summary>
public sealed record TimelineFilter
{
    /// <summary>Only this namespace, and what belongs to none; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only what has to do with this object; null for all.</summary>
    public ObjectRef? Target { get; init; }

    /// <summary>Only what went on at this time or later; null for all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only what began at this time or earlier; null for all.</summary>
    public DateTimeOffset? To { get; init; }
}
