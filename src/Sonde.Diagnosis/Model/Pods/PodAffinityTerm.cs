namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A required term of a pod affinity or anti-affinity.</summary>
/// <param name="Selector">Which pods it is about; null: none.</param>
/// <param name="Namespaces">Where they are; empty: the pod's own namespace, unless <paramref name="NamespaceSelector"/> says more.</param>
/// <param name="NamespaceSelector">Chooses namespaces by label; null: does not.</param>
/// <param name="TopologyKey">The node label that tells what counts as the same place.</param>
public sealed record PodAffinityTerm(
    LabelSelector? Selector, IReadOnlyList<string> Namespaces, LabelSelector? NamespaceSelector, string TopologyKey);
