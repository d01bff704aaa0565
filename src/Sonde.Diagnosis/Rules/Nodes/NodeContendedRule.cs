using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A workload takes so much more of a node than it asks for that the others there wait.</summary>
internal sealed class NodeContendedRule : ObjectRule<Node>
{
    public override string Slug => "node-contended";

    public override IReadOnlyList<string> Kinds => ["Node", "Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    public override void Evaluate(Node subject, RuleContext context)
    {
        foreach (NodeNeed need in context.NeedsOf(subject))
        {
            // A condition, an eviction or a kill is node-pressure's or oom-node's, which name the takers as well.
            bool isMeasured = need.Sign.Path.StartsWith("stats/", StringComparison.Ordinal) || need.Sign.Path.StartsWith("usage.", StringComparison.Ordinal);
            if (!isMeasured || NodeTaker.Of(subject, need.Resource, context) is not { Count: > 0 } takers)
                continue;
            Workload[] suffering =
            [
                .. context.PodsOn(subject.Ref.Name).Where(pod => !pod.IsReady).Select(pod => context.WorkloadOf(pod.Ref)).OfType<Workload>()
                    .Where(one => one.Ref != takers[0].Workload).DistinctBy(one => one.Ref).OrderBy(one => one.Ref, ObjectRef.Order),
            ];
            string what = need.Resource == "cpu" ? "CPU" : need.Resource;
            context.Report(new Finding(Slug, subject.Ref, $"has no {what} left to give: {takers[0].InWords}")
            {
                Severity = suffering.Length > 0 || need.Resource == "memory" ? Severity.Warning : Severity.Info,
                Confidence = Confidence.Likely,
                Evidence = [need.Sign, .. NodeTaker.EvidenceOf(takers)],
                Effects = [.. suffering.Select(one => new Effect(one.Ref, $"shares the node, and a pod of it is not ready", $"runs on {subject.Ref}"))],
                Remedies =
                [
                    new Remedy($"give {takers[0].Workload} requests that tell what it uses, so that the scheduler keeps room for it", null, null, IsDisruptive: true),
                    new Remedy(need.Resource == "cpu" ? "or limit its CPU, or move it to a node of its own" : "or limit its memory, or move it to a node of its own", null, null, IsDisruptive: true),
                ],
            });
        }
    }
}
