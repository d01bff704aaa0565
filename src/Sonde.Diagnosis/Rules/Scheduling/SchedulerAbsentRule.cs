using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Nobody schedules a pod: the scheduler that it names does not exist, or none runs at all.</summary>
internal sealed class SchedulerAbsentRule : WorkloadRule
{
    private const string Standard = "default-scheduler";

    // A scheduler looks at a new pod at once; a minute is long even for one that is busy or changes its leader (15 s).
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override string Slug => "scheduler-absent";

    public override IReadOnlyList<string> Kinds => ["Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "Lease"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        Pod? first = workload.Pods.Where(pod => IsForgotten(pod, context)).MinBy(pod => pod.Meta.Created);
        if (first is null)
            return;
        string scheduler = first.Spec.SchedulerName;
        Lease? lease = scheduler == Standard ? context.Find<Lease>("Lease", "kube-system", "kube-scheduler") : null;
        string waits = context.Now - first.Meta.Created is { } age ? $" for {Durations.Words(age)}" : "";
        string names = scheduler == Standard
            ? "no scheduler runs: its pods wait without any word from default-scheduler"
            : $"its pods name the scheduler {scheduler}, and no scheduler of that name looks at them";
        // What keeps everybody waiting is not a fault of one workload.
        bool isEverybody = scheduler == Standard && context.All<Pod>().Any(pod =>
            IsForgotten(pod, context) && pod.Spec.SchedulerName == Standard && context.WorkloadOf(pod.Ref) != workload);
        context.Report(new Finding(Slug, isEverybody ? new ObjectRef("Cluster", "", "cluster") : workload.Ref, $"{names}{(isEverybody ? "" : waits)}")
        {
            Effects = isEverybody ? [new Effect(workload.Ref, "pods wait for a node", "is not scheduled")] : [],
            Since = first.Meta.Created,
            Confidence = lease?.Renewed is { } renewed && context.Now - renewed > Patience ? Confidence.Certain : Confidence.Likely,
            Evidence =
            [
                new Evidence(first.Ref, "spec.schedulerName", scheduler, null),
                new Evidence(first.Ref, "status.conditions", "no PodScheduled, and no event of a scheduler", first.Meta.Created),
                .. lease is null ? (Evidence[])[]
                    : [new Evidence(lease.Ref, "spec.renewTime", $"last renewed by {lease.Holder}", lease.Renewed)],
            ],
            Blames = scheduler == Standard ? SchedulerPods(context) : [],
            Remedies = scheduler == Standard
                ? [new Remedy("bring kube-scheduler back: look at its pods in kube-system, or at its static manifest on the control plane", "kubectl get pods -n kube-system -l component=kube-scheduler -o wide", null, IsDisruptive: false)]
                :
                [
                    new Remedy($"install the scheduler {scheduler}, if it is meant", null, null, IsDisruptive: false),
                    PodChange.Of(workload, first, "or name the standard one", "schedulerName: default-scheduler"),
                ],
        });
    }

    private static bool IsForgotten(Pod pod, RuleContext context) =>
        pod is { IsScheduled: false, IsDone: false, Meta.Deleted: null, Spec.SchedulingGates.Count: 0, Phase: "Pending", NominatedNode: "" }
        && pod.ConditionOf("PodScheduled") is null
        // The scheduler passes over a pod whose claims for devices do not exist, and says nothing.
        && !ResourceClaimFailedRule.IsWaiting(pod)
        && context.Now - pod.Meta.Created > Patience
        && !context.Events(pod.Ref).Any(seen => seen.Reason is "FailedScheduling" or "Scheduled" or "NotTriggerScaleUp");

    /// <summary>The scheduler's own workloads, where they can be seen: if they fail, that is why.</summary>
    private static ObjectRef[] SchedulerPods(RuleContext context) =>
    [
        .. context.All<Pod>().Where(pod => pod.Ref.Namespace == "kube-system"
                && pod.Spec.Containers.Any(container => container.Command.Concat([container.Name]).Any(word => word.EndsWith("kube-scheduler", StringComparison.Ordinal))))
            .Select(pod => context.WorkloadOf(pod.Ref)?.Ref ?? pod.Ref).Distinct(),
    ];
}
