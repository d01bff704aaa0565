using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Pods had to make room for others of a higher priority, and there is none left for them.</summary>
internal sealed class PodPreemptedRule : WorkloadRule
{
    public override string Slug => "pod-preempted";

    public override IReadOnlyList<string> Kinds => ["Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "PriorityClass"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (!IsShort(workload))
            return;
        KubeEvent[] preemptions = [.. Preemptions(workload, context)];
        Pod[] marked = [.. workload.Pods.Where(IsMarked)];
        if (preemptions.Length == 0 && marked.Length == 0)
            return;
        KubeEvent? last = preemptions.Length > 0 ? preemptions[^1] : null;
        Pod? winner = last is null ? null : Winner(last, context);
        ObjectRef? winning = winner is null ? last?.Related : context.WorkloadOf(winner.Ref)?.Ref ?? winner.Ref;
        Pod? loser = workload.Pods.FirstOrDefault(pod => !pod.IsDone) ?? (workload.Pods.Count > 0 ? workload.Pods[0] : null);
        int count = Math.Max(preemptions.Select(seen => seen.About).Distinct().Count(), marked.Length);
        string by = winning is { } name ? $" by {name}" : "";
        string rank = winner is not null && loser is not null ? $" (priority {Rank(winner)} over {Rank(loser)})" : "";
        context.Report(new Finding(Slug, workload.Ref, $"{(count == 1 ? "a pod was" : $"{count} pods were")} preempted{by}{rank}, and no node has room for {(count == 1 ? "it" : "them")} now")
        {
            Since = (preemptions.Length > 0 ? preemptions[0].First : null) ?? marked.Min(pod => pod.ConditionOf("DisruptionTarget")?.Since),
            Confidence = Confidence.Certain,
            Evidence =
            [
                .. preemptions.Reverse().Take(3).Select(seen => new Evidence(seen.About, "event Preempted", seen.Message, seen.Last)),
                .. marked.Take(2).Select(pod => new Evidence(pod.Ref, "status.conditions[DisruptionTarget]", pod.ConditionOf("DisruptionTarget")?.Message ?? pod.Message, pod.ConditionOf("DisruptionTarget")?.Since)),
                .. winner is null ? (Evidence[])[] : [new Evidence(winner.Ref, "spec.priority", Rank(winner), winner.Meta.Created)],
                .. loser is null ? (Evidence[])[] : [new Evidence(loser.Ref, "spec.priority", Rank(loser), loser.Meta.Created)],
                .. Waiting(workload),
            ],
            Remedies =
            [
                new Remedy("add a node, or let the winner ask for less: there is not enough room for both", null, null, IsDisruptive: false),
                new Remedy("or give the pods a priority that fits their importance (priorityClassName); preemptionPolicy: Never in the winner's class lets it wait instead", null, null, IsDisruptive: true),
            ],
        });
    }

    /// <summary>Preemptions of a workload's pods while it lacks pods because of them.</summary>
    public static IEnumerable<KubeEvent> Preemptions(Workload workload, RuleContext context) => !IsShort(workload)
        ? []
        : context.EventsNamed("Preempted").Where(seen => seen.About.Kind == "Pod" && seen.About.Namespace == workload.Ref.Namespace
            && context.WorkloadOfPod(seen.About) == workload);

    private static bool IsShort(Workload workload) => workload.Pods.Any(pod =>
        (pod is { IsScheduled: false, IsDone: false, Meta.Deleted: null } && pod.ConditionOf("PodScheduled") is { Status: "False" })
        || (workload.Ref.Kind == "Pod" && IsMarked(pod)));

    private static bool IsMarked(Pod pod) =>
        pod.ConditionOf("DisruptionTarget") is { IsTrue: true, Reason: "PreemptionByScheduler" or "PreemptionByKubeScheduler" } || pod.Reason == "Preempting";

    private static Pod? Winner(KubeEvent preempted, RuleContext context)
    {
        if (preempted.Related is { } related && context.Find(related) is Pod known)
            return known;
        // "Preempted by pod UID on node NODE"; before 1.28 "Preempted by NAMESPACE/NAME on node NODE".
        string[] words = preempted.Message.Split(' ');
        return context.All<Pod>().FirstOrDefault(pod =>
            (pod.Meta.Uid.Length > 0 && words.Contains(pod.Meta.Uid)) || words.Contains($"{pod.Ref.Namespace}/{pod.Ref.Name}"));
    }

    private static IEnumerable<Evidence> Waiting(Workload workload) => workload.Pods
        .Where(pod => pod is { IsScheduled: false, IsDone: false } && pod.ConditionOf("PodScheduled") is not null).Take(1)
        .Select(pod => new Evidence(pod.Ref, "status.conditions[PodScheduled].message", pod.ConditionOf("PodScheduled")!.Message, pod.ConditionOf("PodScheduled")!.Since));

    private static string Rank(Pod pod) =>
        pod.Spec.PriorityClass.Length > 0 ? $"{pod.Spec.Priority} ({pod.Spec.PriorityClass})" : $"{pod.Spec.Priority}";
}
