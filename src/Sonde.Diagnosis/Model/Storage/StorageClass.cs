using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model.Storage;

/// <summary>A class of volumes.</summary>
public sealed record StorageClass(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Who makes its volumes.</summary>
    public string Provisioner { get; init; } = "";

    /// <summary>A claim waits for its first pod.</summary>
    public bool WaitsForConsumer { get; init; }

    /// <summary>Where its volumes can be made: one of the terms; empty: everywhere.</summary>
    public IReadOnlyList<NodeSelectorTerm> AllowedTopologies { get; init; } = [];

    /// <summary>Claims that name no class get this one.</summary>
    public bool IsDefault => Meta.Annotations.TryGetValue("storageclass.kubernetes.io/is-default-class", out string? text) && text == "true";
}
