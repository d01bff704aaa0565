namespace Sonde.Diagnosis.Model.Usage;

/// <summary>What a node and its pods use, as its kubelet tells it (<c>/stats/summary</c>, stats/v1alpha1 of k8s.io/kubelet).</summary>
public sealed record NodeSummary(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>When the node was measured.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Cores and bytes (working set) of the node, by resource.</summary>
    public IReadOnlyDictionary<string, decimal> Usage { get; init; } = new Dictionary<string, decimal>();

    /// <summary>How long tasks waited; empty where the kernel or the kubelet does not tell it.</summary>
    public IReadOnlyList<Stall> Stalls { get; init; } = [];

    /// <summary>Its pods.</summary>
    public IReadOnlyList<PodUsage> Pods { get; init; } = [];
}
