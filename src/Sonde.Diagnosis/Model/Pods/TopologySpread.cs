namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A topology spread constraint.</summary>
/// <param name="TopologyKey">The node label that tells what counts as the same place.</param>
/// <param name="MaxSkew">How many pods more than the least one a place may hold.</param>
/// <param name="IsHard"><c>whenUnsatisfiable: DoNotSchedule</c>.</param>
/// <param name="Selector">Which pods are counted; null: none.</param>
public sealed record TopologySpread(string TopologyKey, int MaxSkew, bool IsHard, LabelSelector? Selector);
