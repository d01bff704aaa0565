namespace Sonde.Diagnosis.Shares;

/// <summary>That failing has to do with a trait.</summary>
/// <param name="Trait">The trait.</param>
/// <param name="With">How many things have it.</param>
/// <param name="Failing">How many of them fail.</param>
internal readonly record struct Hypothesis(Trait Trait, int With, int Failing);
