namespace Sonde.Diagnosis.Model.Nodes;

/// <summary>A sign of life: of a node's kubelet (namespace <c>kube-node-lease</c>), or of a program that leads.</summary>
public sealed record Lease(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Who renews it.</summary>
    public string Holder { get; init; } = "";

    /// <summary>When it was last renewed.</summary>
    public DateTimeOffset? Renewed { get; init; }

    /// <summary>Seconds until it counts as lost.</summary>
    public int Duration { get; init; }
}
