namespace Sonde.Diagnosis.Model.Nodes;

/// <summary>The storage drivers of the node of the same name: a CSINode.</summary>
public sealed record CsiNode(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>How many volumes of a driver the node can hold; null: not told. A driver that is not here does not run there.</summary>
    public IReadOnlyDictionary<string, int?> Drivers { get; init; } = new Dictionary<string, int?>();
}
