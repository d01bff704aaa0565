using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Timelines;

/// <summary>Something that happened, once or again and again.</summary>
/// <param name="Time">When, for the first time.</param>
/// <param name="Lane">What sort of thing.</param>
/// <param name="Subject">What it happened to: the workload, where it happened to one of its pods.</param>
/// <param name="Text">What, in a few words.</param>
public sealed record TimelineEntry(DateTimeOffset Time, Lane Lane, ObjectRef Subject, string Text)
{
    /// <summary>When for the last time.</summary>
    public DateTimeOffset Last { get; init; } = Time;

    /// <summary>How often.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The objects it happened to: pods, mostly.</summary>
    public IReadOnlyList<ObjectRef> Members { get; init; } = [];

    /// <summary>The container; empty for the object as a whole.</summary>
    public string Container { get; init; } = "";

    /// <summary>It is a sign of trouble.</summary>
    public bool IsTrouble { get; init; }

    /// <summary>It is the first thing that went wrong of what is wrong now.</summary>
    public bool IsFirst { get; init; }
}
