using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Findings;

/// <summary>An object that suffers from a cause.</summary>
/// <param name="Subject">The object.</param>
/// <param name="Title">How it suffers.</param>
/// <param name="Via">What ties it to the cause or to the effect before it.</param>
public sealed record Effect(ObjectRef Subject, string Title, string Via)
{
    /// <summary>What it suffers from directly: the cause, or another effect; null when that is the cause or not known.</summary>
    public ObjectRef? From { get; init; }
}
