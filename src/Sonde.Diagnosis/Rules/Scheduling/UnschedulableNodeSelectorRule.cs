using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>The node selector or node affinity of a pod matches no node.</summary>
internal sealed class UnschedulableNodeSelectorRule : PlacementRuleBase
{
    public override string Slug => "unschedulable-node-selector";

    protected override bool Names(Obstacle obstacle) => obstacle == Obstacle.NodeSelector;

    protected override bool NamesRejection(string reason) => reason is "NodeAffinity" or "MatchNodeSelector" or "NodeSelectorMismatching";

    public override void Evaluate(Workload workload, RuleContext context)
    {
        base.Evaluate(workload, context);
        Pod? lost = workload.Pods.FirstOrDefault(pod => pod is { IsScheduled: true, Phase: "Pending", Started: null, Meta.Deleted: null }
            && context.Now - pod.Meta.Created > TimeSpan.FromMinutes(1)
            && context.KnowsAll("Node", "") && context.Find<Node>("Node", "", pod.Spec.NodeName) is null);
        if (lost is null)
            return;
        string near = NearName.Of(lost.Spec.NodeName, context.All<Node>().Select(node => node.Ref.Name)) is { } name ? $"; {name} does" : "";
        context.Report(new Finding(Slug, workload.Ref, $"its pods name the node {lost.Spec.NodeName}, which does not exist{near}")
        {
            Since = lost.Meta.Created,
            Evidence = [new Evidence(lost.Ref, "spec.nodeName", lost.Spec.NodeName, lost.Meta.Created)],
            Remedies = [new Remedy("take nodeName out of the pod spec, or correct it", null, null, IsDisruptive: true)],
        });
    }

    protected override string Title(Workload workload, Placement placement)
    {
        PodSpec spec = placement.Pod.Spec;
        string wanted = Wanted(spec);
        if (placement.Verdicts.Count == 0 || placement.IsOnlySaid)
            return $"its node selector or affinity ({wanted}) matches no node";
        Node[] nodes = [.. placement.Verdicts.Select(verdict => verdict.Room.Node)];
        string[] alone = [.. Lone(spec, nodes).Select(requirement => requirement.ToString())];
        return alone.Length > 0
            ? $"no node of {nodes.Length} has {string.Join(" or ", alone)}{Instead(spec, nodes)}"
            : $"no node of {nodes.Length} meets all of its node selector or affinity ({wanted}){Nearest(placement)}";
    }

    protected override IEnumerable<Evidence> MoreEvidence(Placement placement)
    {
        PodSpec spec = placement.Pod.Spec;
        if (spec.NodeSelector.Count > 0)
            yield return new Evidence(placement.Pod.Ref, "spec.nodeSelector", string.Join(", ", spec.NodeSelector.Select(label => $"{label.Key}={label.Value}")), null);
        if (spec.NodeAffinity.Count > 0)
            yield return new Evidence(placement.Pod.Ref, "spec.affinity.nodeAffinity", string.Join(" or ", spec.NodeAffinity), null);
    }

    protected override IEnumerable<Remedy> Remedies(Workload workload, Placement placement)
    {
        NodeVerdict? nearest = placement.Candidates.MinBy(node => (node.Of(Obstacle.NodeSelector).Count(), node.Room.Name));
        if (nearest is not null && placement.Pod.Spec.NodeAffinity.Count == 0)
        {
            string labels = string.Join(' ', nearest.Of(Obstacle.NodeSelector).Select(refusal => refusal.Part));
            yield return new Remedy($"if {nearest.Room.Name} is one that was meant: label it", $"kubectl label node {nearest.Room.Name} {labels} --overwrite", null, IsDisruptive: false);
        }

        yield return new Remedy("change the selector or affinity to labels that nodes have, or add such a node", null, null, IsDisruptive: true);
    }

    private static string Wanted(PodSpec spec) => string.Join(" and ", ((string[])
        [
            string.Join(",", spec.NodeSelector.Select(label => $"{label.Key}={label.Value}")), string.Join(" or ", spec.NodeAffinity),
        ]).Where(text => text.Length > 0));

    private static LabelRequirement[] Required(PodSpec spec) =>
    [
        .. spec.NodeSelector.Select(label => new LabelRequirement(label.Key, "In", [label.Value])),
        // Terms are alternatives: with several of them no single requirement need be met.
        .. spec.NodeAffinity.Count == 1 ? spec.NodeAffinity[0].Labels : [],
    ];

    /// <summary>Requirements that no node meets at all.</summary>
    private static LabelRequirement[] Lone(PodSpec spec, Node[] nodes) =>
    [
        .. Required(spec).Where(requirement => !Array.Exists(nodes, node => requirement.Matches(node.Meta.Labels))),
    ];

    /// <summary>What the nodes have under that label, or a label of nearly that name.</summary>
    private static string Instead(PodSpec spec, Node[] nodes)
    {
        LabelRequirement missing = Lone(spec, nodes)[0];
        string[] values = [.. nodes.Select(node => node.Meta.Labels.GetValueOrDefault(missing.Key)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (values.Length > 0)
            return $"; they have {missing.Key}={string.Join(", ", values.Take(4))}";
        return NearName.Of(missing.Key, nodes.SelectMany(node => node.Meta.Labels.Keys).Distinct()) is { } near ? $"; some have the label {near}" : "";
    }

    private static string Nearest(Placement placement)
    {
        NodeVerdict? nearest = placement.Candidates.MinBy(node => (node.Of(Obstacle.NodeSelector).Count(), node.Room.Name));
        return nearest is null ? "" : $"; the nearest, {nearest.Room.Name}, {string.Join(", ", nearest.Of(Obstacle.NodeSelector).Select(refusal => refusal.Text))}";
    }
}
