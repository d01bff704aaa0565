using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rule about pods that fit on no node: one of the obstacles that the recomputation blames.</summary>
internal abstract class PlacementRuleBase : WorkloadRule
{
    private const int MostNodesShown = 3;

    public override IReadOnlyList<string> Kinds =>
        ["Pod", "Node", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "CSINode", "Namespace"];

    /// <summary>Whether this rule names an obstacle.</summary>
    protected abstract bool Names(Obstacle obstacle);

    /// <summary>What is wrong, as a sentence.</summary>
    protected abstract string Title(Workload workload, Placement placement);

    /// <summary>What to do.</summary>
    protected abstract IEnumerable<Remedy> Remedies(Workload workload, Placement placement);

    /// <summary>More evidence, beside the scheduler's word and what the nodes say.</summary>
    protected virtual IEnumerable<Evidence> MoreEvidence(Placement placement) => [];

    /// <summary>Whether this rule names a reason with which a kubelet refuses a pod that was given to it (<c>OutOfcpu</c>).</summary>
    protected virtual bool NamesRejection(string reason) => false;

    public override void Evaluate(Workload workload, RuleContext context)
    {
        CheckRejected(workload, context);
        foreach (Placement placement in context.Placements(workload))
        {
            if (placement.Blame.Count == 0 || placement.IsNodesFault || placement.WaitsForClaim is not null || !Names(placement.Blame[0])
                || IsExplainedElsewhere(workload, placement, context))
            {
                continue;
            }

            KubeEvent? scaling = ScaleUp(placement.Pod, context);
            context.Report(new Finding(Slug, workload.Ref, $"{Waiting(workload)}: {Title(workload, placement)}{Besides(placement)}{(CountsOnlySome(placement) ? "; what pods of other namespaces take there is not known" : "")}")
            {
                Since = placement.Since,
                Severity = scaling is { Reason: "TriggeredScaleUp" } && context.Now - scaling.Last < TimeSpan.FromMinutes(10) ? Severity.Warning : Severity.Error,
                Confidence = !CountsOnlySome(placement) && SchedulerMessage.Parse(placement.Message).Any(said => said.Obstacle == placement.Blame[0]) ? Confidence.Certain : Confidence.Likely,
                Evidence =
                [
                    new Evidence(placement.Pod.Ref, placement.MessagePath, WithoutPreemption(placement.Message), placement.Since),
                    .. MoreEvidence(placement),
                    .. NodesSay(placement),
                    .. scaling is null ? (Evidence[])[] : [new Evidence(placement.Pod.Ref, $"event {scaling.Reason}", scaling.Message, scaling.Last)],
                ],
                Blames = placement.Everywhere is null && placement.Blame[0] == Obstacle.Volume ? placement.Claims : [],
                Remedies = [.. Remedies(workload, placement)],
            });
        }
    }

    /// <summary>
    /// Pods that name their node themselves never meet the scheduler: the kubelet refuses them, and they stay as Failed. Those
    /// that have been replaced by pods that run are history.
    /// </summary>
    private void CheckRejected(Workload workload, RuleContext context)
    {
        Pod[] rejected = [.. workload.Pods.Where(pod => pod.Phase == "Failed" && NamesRejection(pod.Reason))];
        bool isShort = workload.Ref.Kind == "Pod" || workload.Pods.All(pod => pod.IsDone) || workload.Pods.Any(pod => pod is { IsDone: false, IsReady: false });
        if (rejected.Length == 0 || !isShort || workload is { IsBatch: true, Top: Job { IsComplete: true } })
            return;
        Pod last = rejected.MaxBy(pod => pod.Meta.Created)!;
        context.Report(new Finding(Slug, workload.Ref,
            $"node {last.Spec.NodeName} refuses {Plural(rejected.Length, "pod")} that {(rejected.Length == 1 ? "was" : "were")} given to it ({last.Reason}): {last.Message.TrimEnd('.', ' ')}")
        {
            Since = rejected.Min(pod => pod.Meta.Created),
            Evidence =
            [
                new Evidence(last.Ref, "status.message", $"{last.Reason}: {last.Message}", last.Started ?? last.Meta.Created),
                new Evidence(last.Ref, "spec.nodeName", last.Spec.NodeName, null),
            ],
            Remedies = [new Remedy("let the scheduler choose: take nodeName out of the pod spec, or change what the node refuses", null, null, IsDisruptive: true)],
        });
    }

    /// <summary>Whether another rule says more about it.</summary>
    protected virtual bool IsExplainedElsewhere(Workload workload, Placement placement, RuleContext context) => false;

    /// <summary>What the nodes say that would take the pod without the obstacle, with each part once.</summary>
    protected static IEnumerable<Refusal> Reasons(Placement placement) => placement.Candidates
        .SelectMany(node => node.Refusals).Where(refusal => placement.Blame.Contains(refusal.Obstacle));

    /// <summary>
    /// The nodes that would take the pod otherwise: <c>all 5 nodes</c>, <c>the 2 of 5 nodes that would do otherwise</c>,
    /// <c>node-3, the only one of 5 nodes that would do otherwise,</c>.
    /// </summary>
    protected static string Nodes(Placement placement) => (placement.Candidates.Count, placement.Verdicts.Count) switch
    {
        (1, 1) => $"the only node ({placement.Candidates[0].Room.Name})",
        (1, var all) => $"{placement.Candidates[0].Room.Name}, the only one of {all} nodes that would do otherwise,",
        (2, 2) => "both nodes",
        var (some, all) when some == all => $"all {all} nodes",
        var (some, all) => $"the {some} of {all} nodes that would do otherwise",
    };

    /// <summary><c>has</c> or <c>have</c>, after <see cref="Nodes"/>.</summary>
    protected static string Have(Placement placement) => placement.Candidates.Count == 1 ? "has" : "have";

    /// <summary>A number and its noun.</summary>
    protected static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>The recomputation rests on what other pods take, and some were not read.</summary>
    private static bool CountsOnlySome(Placement placement) => placement is { IsPartial: true, Candidates.Count: > 0 }
        && placement.Blame[0] is Obstacle.Resources or Obstacle.HostPort;

    private static string Waiting(Workload workload)
    {
        int waiting = workload.Pods.Count(pod => pod is { IsScheduled: false, IsDone: false, Meta.Deleted: null });
        return waiting == 1 ? "a pod fits on no node" : $"{waiting} pods fit on no node";
    }

    private string Besides(Placement placement)
    {
        string[] others =
        [
            .. placement.Candidates.Take(1).SelectMany(node => node.Refusals.Where(refusal => !Names(refusal.Obstacle))
                .Select(refusal => $"{node.Room.Name} {refusal.Text}")),
        ];
        return others.Length == 0 ? "" : $"; that alone would not do: {string.Join(", ", others)} as well";
    }

    private static IEnumerable<Evidence> NodesSay(Placement placement) => placement.Candidates
        .Concat(placement.Verdicts.Except(placement.Candidates))
        .Where(node => node.Refusals.Count > 0)
        .Take(MostNodesShown)
        .Select(node => new Evidence(node.Room.Node.Ref, "recomputed", string.Join("; ", node.Refusals.Select(refusal => refusal.Text).Take(3)), null));

    private static string WithoutPreemption(string message)
    {
        int end = message.IndexOf(" preemption: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end].TrimEnd(',', ' ');
    }

    private static KubeEvent? ScaleUp(Pod pod, RuleContext context) =>
        context.Events(pod.Ref).LastOrDefault(seen => seen.Reason is "TriggeredScaleUp" or "NotTriggerScaleUp");
}
