namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A device that a pod claims (<c>spec.resourceClaims</c>).</summary>
/// <param name="Name">The claim's name in the pod.</param>
/// <param name="Claim">The ResourceClaim that it uses; empty when one is made of a template.</param>
/// <param name="Template">The ResourceClaimTemplate that one is made of; empty for a claim of that name.</param>
public sealed record PodResourceClaim(string Name, string Claim, string Template);
