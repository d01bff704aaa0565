using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Findings;

/// <summary>How one cause stands to another that it depends on, or that depends on it: each has its own finding, and one began first.</summary>
/// <param name="Subject">The other cause's object.</param>
/// <param name="Rule">The other cause's rule.</param>
/// <param name="Apart">How much later the one began that depends.</param>
/// <param name="Via">What ties them: what the one that depends has to do with the next object on the way.</param>
public sealed record CascadeStep(ObjectRef Subject, string Rule, TimeSpan Apart, string Via);
