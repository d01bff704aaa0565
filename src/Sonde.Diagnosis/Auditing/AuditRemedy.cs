namespace Sonde.Diagnosis.Auditing;

/// <summary>What to do about a finding.</summary>
/// <param name="Text">In words, one sentence without a full stop.</param>
/// <param name="Snippet">What to write in the manifest at the finding's place, as one line of YAML; empty when a person has to decide.</param>
/// <param name="Command">The command that does it in a cluster; empty for none.</param>
public sealed record AuditRemedy(string Text, string Snippet, string Command);
