namespace Sonde.Diagnosis.Model.Usage;

/// <summary>What a pod uses.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Usage">Cores and bytes (working set), by resource.</param>
public readonly record struct PodUsage(ObjectRef Pod, IReadOnlyDictionary<string, decimal> Usage);
