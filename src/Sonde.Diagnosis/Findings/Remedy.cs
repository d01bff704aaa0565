namespace Sonde.Diagnosis.Findings;

/// <summary>What to do about a finding.</summary>
/// <param name="Text">In words.</param>
/// <param name="Command">A command that does it; null when only a person can decide what to write.</param>
/// <param name="Patch">A patch that does it (strategic merge, YAML or JSON); null for none.</param>
/// <param name="IsDisruptive">Pods restart, or something else is interrupted.</param>
public sealed record Remedy(string Text, string? Command, string? Patch, bool IsDisruptive);
