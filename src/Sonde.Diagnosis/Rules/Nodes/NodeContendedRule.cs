using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A workload takes so much more of a node than it asks for that the others there wait, or something outside of pods does.</summary>
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
            if (!isMeasured)
                continue;
            IReadOnlyList<NodeTaker> takers = NodeTaker.Of(subject, need.Resource, context);
            NodeUse? use = NodeUse.Of(subject, need.Resource, context);
            if (use is { IsMostlyOutside: true })
                ReportOutside(subject, need, use, takers, context);
            else if (takers.Count > 0)
                ReportTaker(subject, need, use, takers, context);
        }
    }

    private void ReportTaker(Node node, NodeNeed need, NodeUse? use, IReadOnlyList<NodeTaker> takers, RuleContext context)
    {
        Workload[] suffering = Suffering(node, takers[0].Workload, context);
        string share = use is null ? "" : $" ({use.Share(takers[0].Used)} of what the node uses)";
        context.Report(new Finding(Slug, node.Ref, $"has no {What(need)} left to give: {takers[0].InWords}{share}")
        {
            Severity = suffering.Length > 0 || need.Resource == "memory" ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Likely,
            Evidence = [need.Sign, .. NodeTaker.EvidenceOf(takers)],
            Effects = EffectsOn(suffering, node),
            Remedies =
            [
                new Remedy($"give {takers[0].Workload} requests that tell what it uses, so that the scheduler keeps room for it", null, null, IsDisruptive: true),
                new Remedy(need.Resource == "cpu" ? "or limit its CPU, or move it to a node of its own" : "or limit its memory, or move it to a node of its own", null, null, IsDisruptive: true),
            ],
        });
    }

    /// <summary>Who takes the most is not among the pods: which program it is, only the machine itself can tell.</summary>
    private void ReportOutside(Node node, NodeNeed need, NodeUse use, IReadOnlyList<NodeTaker> takers, RuleContext context)
    {
        Workload[] suffering = Suffering(node, null, context);
        context.Report(new Finding(Slug, node.Ref, $"has no {What(need)} left to give, most of it outside of {(use.Untold > 0 ? "the pods whose use is known" : "pods")}: {use.OutsideInWords}")
        {
            Severity = suffering.Length > 0 ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Possible,
            Evidence = [need.Sign, new Evidence(node.Ref, $"usage.{need.Resource}", use.OutsideInWords, null), .. NodeTaker.EvidenceOf(takers)],
            Effects = EffectsOn(suffering, node),
            Remedies =
            [
                new Remedy("see on the node itself which program takes it: the kubelet, the container runtime, an agent, or a virtual machine beside it that takes the host's time",
                    $"kubectl debug node/{node.Ref.Name} -it --image=busybox --profile=sysadmin -- top", null, IsDisruptive: false),
                new Remedy("keep room for what runs beside the pods (the kubelet's systemReserved and kubeReserved)", null, null, IsDisruptive: true),
            ],
        });
    }

    private static Workload[] Suffering(Node node, ObjectRef? taker, RuleContext context) =>
    [
        .. context.PodsOn(node.Ref.Name).Where(IsSlow).Select(pod => context.WorkloadOf(pod.Ref)).OfType<Workload>()
            .Where(one => one.Ref != taker).DistinctBy(one => one.Ref).OrderBy(one => one.Ref, ObjectRef.Order),
    ];

    /// <summary>
    /// What a slow node does to a pod: a program of it runs and is not ready, or was killed because it did not answer. What waits for an
    /// init container, a volume or somebody's word waits for that.
    /// </summary>
    private static bool IsSlow(Pod pod) => !pod.IsReady && pod.Meta.Deleted is null && pod.ContainerStatuses.Any(status => !status.IsReady
        && (status.State.RunningSince is not null || status.Death is { ExitCode: 137 or 143, Reason: not "OOMKilled" }));

    private static Effect[] EffectsOn(Workload[] suffering, Node node) =>
        [.. suffering.Select(one => new Effect(one.Ref, "shares the node, and a pod of it is not ready", $"runs on {node.Ref}"))];

    private static string What(NodeNeed need) => need.Resource == "cpu" ? "CPU" : need.Resource;
}
