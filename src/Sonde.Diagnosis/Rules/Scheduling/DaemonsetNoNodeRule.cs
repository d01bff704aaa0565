using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>A DaemonSet runs on no node, or still on nodes where it should not.</summary>
internal sealed class DaemonsetNoNodeRule : ObjectRule<DaemonSet>
{
    public override string Slug => "daemonset-no-node";

    public override Depth Depth => Depth.Symptom;

    public override IReadOnlyList<string> Kinds => ["DaemonSet", "Node"];

    public override void Evaluate(DaemonSet subject, RuleContext context)
    {
        if (subject.Meta.Deleted is not null || !subject.Meta.Knows("spec") || subject.Template.Spec.Containers.Count == 0 || subject.ObservedGeneration < subject.Meta.Generation)
            return;
        // A part of the cluster itself is system-component-down's.
        if (context.WorkloadOf(subject.Ref) is { } workload && SystemComponents.Of(workload) is not null)
            return;
        if (subject.Desired == 0 && context.KnowsAll("Node", ""))
            ReportNowhere(subject, context);
        else if (subject.Misscheduled > 0)
            ReportMisscheduled(subject, context);
    }

    private void ReportNowhere(DaemonSet subject, RuleContext context)
    {
        PodSpec spec = subject.Template.Spec;
        Node[] nodes = [.. context.All<Node>().Where(node => node.Meta.Deleted is null)];
        Node[] chosen = [.. nodes.Where(node => NodeChoiceFilter.Chooses(spec, node))];
        if (nodes.Length == 0)
            return;
        string[] taints = [.. chosen.SelectMany(node => NodeChoiceFilter.Untolerated(spec, node)).Where(taint => !NodeChoiceFilter.IsState(taint)).Select(taint => taint.ToString()).Distinct().Order(StringComparer.Ordinal)];
        // The controller has not got there yet, or something else keeps it: no word of it here.
        if (chosen.Length > 0 && (taints.Length == 0 || !chosen.All(node => NodeChoiceFilter.Untolerated(spec, node).Any(taint => !NodeChoiceFilter.IsState(taint)))))
            return;
        string? near = chosen.Length == 0 ? Near(spec, nodes) : null;
        string wanted = spec.NodeSelector.Count > 0 ? $"its nodeSelector {string.Join(",", spec.NodeSelector.Select(Text).Order(StringComparer.Ordinal))}" : $"its node affinity {string.Join(" or ", spec.NodeAffinity)}";
        string many = nodes.Length == 1 ? "the only node" : $"none of {nodes.Length.ToString(CultureInfo.InvariantCulture)} nodes";
        string why = chosen.Length > 0
            ? $"{(chosen.Length == 1 ? "the node that it chooses has a taint" : $"all {chosen.Length} nodes that it chooses have taints")} that it does not tolerate ({string.Join(", ", taints.Take(3))})"
            : nodes.Length == 1 ? $"{wanted} does not match the only node" : $"{wanted} matches {many}";
        context.Report(new Finding(Slug, subject.Ref, $"runs on no node: {why}{near}")
        {
            // Drivers for hardware that no node has are installed everywhere, and mean it; a slip of the pen, or a node that is chosen and refuses, is not meant.
            Severity = near is not null || chosen.Length > 0 ? Severity.Warning : Severity.Info,
            Since = subject.Meta.Created,
            Evidence =
            [
                new Evidence(subject.Ref, "status.desiredNumberScheduled", "0", null),
                .. spec.NodeSelector.Count > 0 ? (Evidence[])[new Evidence(subject.Ref, "spec.template.spec.nodeSelector", string.Join(",", spec.NodeSelector.Select(Text).Order(StringComparer.Ordinal)), null)] : [],
                .. chosen.Take(3).Select(node => new Evidence(node.Ref, "spec.taints", string.Join(", ", node.Taints), null)),
            ],
            Remedies =
            [
                chosen.Length > 0
                    ? new Remedy("tolerate the taint, if it is to run there", null, "spec: {template: {spec: {tolerations: [{operator: Exists}]}}}", IsDisruptive: true)
                    : new Remedy("label the nodes where it is to run, or correct the selector", "kubectl get nodes --show-labels", null, IsDisruptive: false),
            ],
        });
    }

    private void ReportMisscheduled(DaemonSet subject, RuleContext context)
    {
        string many = subject.Misscheduled == 1 ? "1 node" : $"{subject.Misscheduled} nodes";
        context.Report(new Finding(Slug, subject.Ref, $"runs on {many} where it would not be put any more: a label or a taint of theirs has changed; once a pod there ends, it does not come back")
        {
            Severity = Severity.Info,
            Evidence = [new Evidence(subject.Ref, "status.numberMisscheduled", subject.Misscheduled.ToString(CultureInfo.InvariantCulture), null)],
            Remedies = [new Remedy("see where it runs, and either tolerate the taint or let the pods there go", $"kubectl get pods -n {subject.Ref.Namespace} -o wide", null, IsDisruptive: false)],
        });
    }

    /// <summary>A label of some node that differs by a slip of the pen: its name, or its value.</summary>
    private static string? Near(PodSpec spec, Node[] nodes)
    {
        foreach ((string key, string value) in spec.NodeSelector)
        {
            if (nodes.Any(node => node.Meta.Labels.GetValueOrDefault(key) == value))
                continue;
            string[] values = [.. nodes.Select(node => node.Meta.Labels.GetValueOrDefault(key)).OfType<string>().Distinct()];
            if (NearName.Of(value, values) is { } nearValue)
                return $"; there are nodes with {key}={nearValue}";
            if (values.Length == 0 && NearName.Of(key, nodes.SelectMany(node => node.Meta.Labels.Keys).Distinct()) is { } nearKey)
                return $"; there are nodes with the label {nearKey}";
        }

        return null;
    }

    private static string Text(KeyValuePair<string, string> label) => $"{label.Key}={label.Value}";
}
