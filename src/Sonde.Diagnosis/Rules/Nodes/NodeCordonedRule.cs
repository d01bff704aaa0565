using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>A node is cordoned, and pods wait that would fit there.</summary>
internal sealed class NodeCordonedRule : ObjectRule<Node>
{
    private const string CordonTaint = "node.kubernetes.io/unschedulable";

    public override string Slug => "node-cordoned";

    public override IReadOnlyList<string> Kinds => ["Node", "Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job"];

    public override void Evaluate(Node subject, RuleContext context)
    {
        if (!subject.IsCordoned && subject.Taints.All(taint => taint.Key != CordonTaint))
            return;
        (Workload Workload, Placement Placement)[] waiting =
            [.. context.WaitingFor(subject.Ref.Name).Where(one => one.Placement.Blame is [Obstacle.NodeCordoned])];
        if (waiting.Length == 0)
            return;
        Workload[] workloads = [.. waiting.Select(one => one.Workload).Distinct()];
        Taint? taint = subject.Taints.FirstOrDefault(one => one.Key == CordonTaint);
        context.Report(new Finding(Slug, subject.Ref,
            $"is cordoned, and pods of {string.Join(", ", workloads.Take(3).Select(workload => workload.Ref))}{(workloads.Length > 3 ? $" and {workloads.Length - 3} more" : "")} wait that would fit there")
        {
            Since = taint?.Added ?? waiting.Min(one => one.Placement.Since),
            Evidence =
            [
                new Evidence(subject.Ref, "spec.unschedulable", "true", taint?.Added),
                .. waiting.Take(3).Select(one => new Evidence(one.Placement.Pod.Ref, one.Placement.MessagePath, one.Placement.Message, one.Placement.Since)),
                .. waiting.Take(1).SelectMany(one => one.Placement.Verdicts.Where(node => node.Room.Node != subject && node.Refusals.Count > 0).Take(2))
                    .Select(node => new Evidence(node.Room.Node.Ref, "recomputed", string.Join("; ", node.Refusals.Select(refusal => refusal.Text).Take(2)), null)),
            ],
            Effects = [.. workloads.Select(workload => new Effect(workload.Ref, "pods wait for a node", $"would fit on {subject.Ref}, which is cordoned"))],
            Remedies = [new Remedy("when the work on the node is done: open it again", $"kubectl uncordon {subject.Ref.Name}", null, IsDisruptive: false)],
        });
    }
}
