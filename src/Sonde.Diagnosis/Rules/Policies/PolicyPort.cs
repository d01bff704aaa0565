namespace Sonde.Diagnosis.Rules;

/// <summary>A port of a pod that somebody connects to.</summary>
/// <param name="Number">The number; 0 when it is not known.</param>
/// <param name="Name">The name that the container gives it; empty for none.</param>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
internal readonly record struct PolicyPort(int Number, string Name, string Protocol);
