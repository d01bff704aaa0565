namespace Sonde.Diagnosis.Model.Policy;

/// <summary>One entry of a LimitRange. All amounts are by resource.</summary>
/// <param name="Type"><c>Container</c>, <c>Pod</c> or <c>PersistentVolumeClaim</c>.</param>
/// <param name="Max">The most that may be asked.</param>
/// <param name="Min">The least that has to be asked.</param>
/// <param name="Default">The limit of a container that has none.</param>
/// <param name="DefaultRequest">The request of a container that has none.</param>
/// <param name="MaxRatio">How many times the request the limit may be.</param>
public sealed record LimitRangeItem(
    string Type,
    IReadOnlyDictionary<string, Quantity> Max,
    IReadOnlyDictionary<string, Quantity> Min,
    IReadOnlyDictionary<string, Quantity> Default,
    IReadOnlyDictionary<string, Quantity> DefaultRequest,
    IReadOnlyDictionary<string, Quantity> MaxRatio);
