namespace Sonde.Diagnosis.Model.Policy;

/// <summary>What one container, pod or claim of a namespace may ask: a LimitRange.</summary>
public sealed record LimitRange(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its bounds.</summary>
    public IReadOnlyList<LimitRangeItem> Limits { get; init; } = [];
}
