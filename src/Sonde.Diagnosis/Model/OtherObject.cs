namespace Sonde.Diagnosis.Model;

/// <summary>An object of a kind that no rule reads in detail: a custom resource, or a kind of its own group.</summary>
public sealed record OtherObject(Metadata Meta) : KubeObject(Meta);
