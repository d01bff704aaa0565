namespace Sonde.Diagnosis.Findings;

/// <summary>A cause with everything that suffers from it.</summary>
/// <param name="Finding">The cause.</param>
/// <param name="Effects">What suffers, the nearest first.</param>
public sealed record RootCause(Finding Finding, IReadOnlyList<Effect> Effects);
