using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Findings;

/// <summary>What a finding rests on.</summary>
/// <param name="Object">The object that tells it.</param>
/// <param name="Path">The field, <c>event REASON</c>, or <c>log CONTAINER</c> (<c>log CONTAINER --previous</c>).</param>
/// <param name="Value">The field's value, the event's message, the line.</param>
/// <param name="Time">When it was so; null when unknown.</param>
public sealed record Evidence(ObjectRef Object, string Path, string Value, DateTimeOffset? Time);
