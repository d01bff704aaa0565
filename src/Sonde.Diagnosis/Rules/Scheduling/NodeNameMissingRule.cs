using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The pods are bound by name to a node that does not exist: no scheduler looks at them, and no kubelet takes them.</summary>
internal sealed class NodeNameMissingRule : WorkloadRule
{
    public override string Slug => "node-name-missing";

    public override IReadOnlyList<string> Kinds => ["Pod", "Node", "Deployment", "ReplicaSet", "StatefulSet", "Job", "CronJob"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        // What tells no number of pods, a bare pod for one, has the name of its pod: the scheduler has written it, unless no kubelet ever took it.
        if (workload.Template is not { Spec.NodeName: { Length: > 0 } name } || workload.Top is Controller { Wanted: 0 } or Job { IsComplete: true }
            || (workload.Top is not Controller && !workload.Pods.All(pod => pod is { Phase: "Pending", Started: null } && pod.ConditionOf("PodScheduled") is null))
            || !context.KnowsAll("Node", "") || context.Find<Node>("Node", "", name) is not null)
        {
            return;
        }

        string[] nodes = [.. context.All<Node>().Select(node => node.Ref.Name)];
        string? near = NearName.Of(name, nodes);
        string there = near is not null ? $"; {near} exists" : nodes.Length is > 0 and <= 4 ? $"; there {(nodes.Length == 1 ? "is" : "are")} {string.Join(", ", nodes)}" : "";
        bool isAlone = workload.Ref.Kind == "Pod";
        string fate = !isAlone ? ": they stay Pending until the garbage collector removes them, and new ones are made" : ": it stays Pending until the garbage collector removes it";
        ObjectRef at = workload.Pods.Count > 0 ? workload.Pods[0].Ref : workload.Ref;
        context.Report(new Finding(Slug, workload.Ref, $"spec.nodeName binds {(isAlone ? "it" : "its pods")} to the node {name}, which does not exist{there}{fate}")
        {
            Since = workload.Top?.Meta.Created,
            Evidence =
            [
                new Evidence(workload.Ref, isAlone ? "spec.nodeName" : "spec.template.spec.nodeName", name, null),
                new Evidence(at, "status.conditions", "no PodScheduled: whoever names a node passes by the scheduler", null),
            ],
            Remedies =
            [
                new Remedy("take nodeName out, and let the scheduler choose (a nodeSelector, where it must be a certain node)", null, PodPatch.Of(workload, "nodeName: null"), IsDisruptive: true),
                .. near is null ? (Remedy[])[] : [new Remedy($"or name {near}", null, PodPatch.Of(workload, $"nodeName: {near}"), IsDisruptive: true)],
            ],
        });
    }
}
