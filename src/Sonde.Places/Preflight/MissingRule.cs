namespace Sonde.Places.Preflight;

/// <summary>A right that a role has to give.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resource">Resource, with its subresource: <c>pods/exec</c>.</param>
/// <param name="Verb">Verb.</param>
/// <param name="IsOfCluster">It is not about a namespace: a ClusterRole has to give it.</param>
public sealed record MissingRule(string Group, string Resource, string Verb, bool IsOfCluster);
