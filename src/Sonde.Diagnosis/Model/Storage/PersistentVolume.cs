using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model.Storage;

/// <summary>A volume.</summary>
public sealed record PersistentVolume(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its class.</summary>
    public string StorageClass { get; init; } = "";

    /// <summary>The claim it is kept for.</summary>
    public ObjectRef? Claim { get; init; }

    /// <summary><c>Available</c>, <c>Bound</c>, <c>Released</c> or <c>Failed</c>.</summary>
    public string Phase { get; init; } = "";

    /// <summary>How it may be mounted.</summary>
    public IReadOnlyList<string> AccessModes { get; init; } = [];

    /// <summary>Its size.</summary>
    public Quantity? Capacity { get; init; }

    /// <summary><c>Filesystem</c> or <c>Block</c>.</summary>
    public string Mode { get; init; } = "Filesystem";

    /// <summary>Nodes it can be used on: one of the terms; empty: all.</summary>
    public IReadOnlyList<NodeSelectorTerm> NodeAffinity { get; init; } = [];

    /// <summary>The driver that mounts it; empty when it is built in.</summary>
    public string CsiDriver { get; init; } = "";
}
