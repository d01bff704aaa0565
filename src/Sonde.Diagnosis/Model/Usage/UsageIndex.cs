using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model.Usage;

/// <summary>What nodes and pods use, from whichever source tells it.</summary>
internal sealed class UsageIndex
{
    private static readonly IReadOnlyDictionary<string, decimal> Nothing = new Dictionary<string, decimal>();

    private readonly Cluster _cluster;
    private readonly Dictionary<ObjectRef, IReadOnlyDictionary<string, decimal>> _pods = [];

    public UsageIndex(Cluster cluster)
    {
        _cluster = cluster;
        foreach (NodeSummary summary in cluster.All<NodeSummary>())
        {
            foreach (PodUsage pod in summary.Pods)
                _pods[pod.Pod] = pod.Usage;
        }

        // The metrics API averages over a window of its own, and is the one that people see in kubectl top.
        foreach (PodMetrics pod in cluster.All<PodMetrics>())
            _pods[new ObjectRef("Pod", pod.Ref.Namespace, pod.Ref.Name)] = pod.Usage;
    }

    /// <summary>How much of a resource a node uses; null when nothing tells it.</summary>
    public decimal? Of(Node node, string resource)
    {
        if (_cluster.Find<NodeMetrics>("NodeMetrics", "", node.Ref.Name) is { } measured && measured.Usage.TryGetValue(resource, out Quantity used))
            return used.Value;
        return SummaryOf(node)?.Usage is { } told && told.TryGetValue(resource, out decimal amount) ? amount : null;
    }

    /// <summary>How much of a resource a pod uses; null when nothing tells it.</summary>
    public decimal? Of(Pod pod, string resource) => _pods.GetValueOrDefault(pod.Ref, Nothing).TryGetValue(resource, out decimal amount) ? amount : null;

    /// <summary>For how long tasks of a node waited for a resource; null when its kubelet does not tell it.</summary>
    public Stall? StallOf(Node node, string resource)
    {
        foreach (Stall stall in SummaryOf(node)?.Stalls ?? [])
        {
            if (stall.Resource == resource)
                return stall;
        }

        return null;
    }

    private NodeSummary? SummaryOf(Node node) => _cluster.Find<NodeSummary>(NodeSummaryKind, "", node.Ref.Name);

    /// <summary>The kind under which a summary, which the API has no kind for, is kept in snapshots.</summary>
    public const string NodeSummaryKind = "NodeSummary";
}
