using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>Does a pod want a node, and does the node take anybody: selector, affinity, taints, the node's own state.</summary>
internal static class NodeChoiceFilter
{
    // k8s.io/api core/v1 well_known_taints.go, and those that autoscalers set on nodes they are about to remove.
    private const string Unschedulable = "node.kubernetes.io/unschedulable";

    private static readonly HashSet<string> Down =
    [
        "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable", "node.kubernetes.io/network-unavailable",
        "node.kubernetes.io/out-of-service", "node.cloudprovider.kubernetes.io/uninitialized", "node.cloudprovider.kubernetes.io/shutdown",
    ];

    private static readonly HashSet<string> Pressure =
        ["node.kubernetes.io/memory-pressure", "node.kubernetes.io/disk-pressure", "node.kubernetes.io/pid-pressure"];

    private static readonly HashSet<string> Leaving =
        ["ToBeDeletedByClusterAutoscaler", "DeletionCandidateOfClusterAutoscaler", "karpenter.sh/disruption", "karpenter.sh/disrupted"];

    /// <summary>Why a node is not chosen, or does not take the pod.</summary>
    public static IEnumerable<Refusal> Check(PodSpec spec, Node node)
    {
        foreach ((string label, string value) in spec.NodeSelector)
        {
            if (node.Meta.Labels.GetValueOrDefault(label) != value)
                yield return new Refusal(Obstacle.NodeSelector, $"lacks the label {label}={value}", $"{label}={value}");
        }

        if (!MatchesAffinity(spec, node))
            yield return new Refusal(Obstacle.NodeSelector, $"does not match the node affinity {string.Join(" or ", spec.NodeAffinity)}", "node affinity");
        if (StateRefusal(spec, node) is { } state)
            yield return state;
        foreach (Taint taint in Untolerated(spec, node))
        {
            if (!IsState(taint))
                yield return new Refusal(Obstacle.Taint, $"has the taint {taint}", taint.ToString());
        }
    }

    /// <summary>Whether selector and affinity choose a node.</summary>
    public static bool Chooses(PodSpec spec, Node node) =>
        spec.NodeSelector.All(label => node.Meta.Labels.GetValueOrDefault(label.Key) == label.Value) && MatchesAffinity(spec, node);

    /// <summary>Whether a node affinity pins the pod to nodes by name, as the DaemonSet controller does, and this is none of them.</summary>
    public static bool IsPinnedElsewhere(PodSpec spec, Node node) =>
        spec.NodeAffinity.Count > 0 && spec.NodeAffinity.All(term => term.Fields.Count > 0
            && !new NodeSelectorTerm([], term.Fields).Matches(node.Meta.Labels, node.Ref.Name));

    /// <summary>Taints that keep a pod away and that it does not tolerate.</summary>
    public static IEnumerable<Taint> Untolerated(PodSpec spec, Node node) => node.Taints.Where(taint =>
        taint.Effect is "NoSchedule" or "NoExecute"
        && !spec.Tolerations.Any(toleration => toleration.Tolerates(taint.Key, taint.Value, taint.Effect)));

    /// <summary>
    /// Whether ordinary pods may be meant for a node: one that keeps its control plane to itself, or that an autoscaler is
    /// about to remove, refuses them by design.
    /// </summary>
    public static bool IsMeant(PodSpec spec, Node node) => !Untolerated(spec, node).Any(taint =>
        taint.Key is "node-role.kubernetes.io/control-plane" or "node-role.kubernetes.io/master" || Leaving.Contains(taint.Key));

    /// <summary>The taint speaks of the node's state and not of who may use it.</summary>
    public static bool IsState(Taint taint) => taint.Key == Unschedulable || Down.Contains(taint.Key) || Pressure.Contains(taint.Key);

    private static Refusal? StateRefusal(PodSpec spec, Node node)
    {
        Taint[] taints = [.. Untolerated(spec, node)];
        if (taints.FirstOrDefault(taint => Down.Contains(taint.Key)) is { } down)
            return new Refusal(Obstacle.NodeDown, $"does not work ({down.Key})", node.Ref.Name);
        if (taints.FirstOrDefault(taint => Pressure.Contains(taint.Key)) is { } pressure)
            return new Refusal(Obstacle.NodePressure, $"is under pressure ({pressure.Key})", node.Ref.Name);
        bool toleratesCordon = spec.Tolerations.Any(toleration => toleration.Tolerates(Unschedulable, "", "NoSchedule"));
        bool isCordoned = node.IsCordoned || taints.Any(taint => taint.Key == Unschedulable);
        return isCordoned && !toleratesCordon ? new Refusal(Obstacle.NodeCordoned, "is cordoned", node.Ref.Name) : null;
    }

    private static bool MatchesAffinity(PodSpec spec, Node node) =>
        spec.NodeAffinity.Count == 0 || spec.NodeAffinity.Any(term => term.Matches(node.Meta.Labels, node.Ref.Name));
}
