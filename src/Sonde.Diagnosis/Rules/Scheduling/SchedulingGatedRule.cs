using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Scheduling gates hold back pods: whoever set them has not removed them.</summary>
internal sealed class SchedulingGatedRule : WorkloadRule
{
    // A controller that gates pods lets them go within seconds; this is long enough for a slow one.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override string Slug => "scheduling-gated";

    public override IReadOnlyList<string> Kinds => ["Pod", "ReplicaSet", "Deployment", "StatefulSet", "Job"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        Pod[] gated =
        [
            .. workload.Pods.Where(pod => pod is { IsScheduled: false, IsDone: false, Meta.Deleted: null } && IsGated(pod)
                && !(context.Now - pod.Meta.Created < Patience)),
        ];
        if (gated.Length == 0)
            return;
        Pod first = gated.MinBy(pod => pod.Meta.Created)!;
        string[] gates = [.. gated.SelectMany(pod => pod.Spec.SchedulingGates).Distinct().Order(StringComparer.Ordinal)];
        Condition? condition = first.ConditionOf("PodScheduled");
        string named = gates.Length == 0 ? "a scheduling gate, whose name is not shown" : $"the scheduling gate{(gates.Length > 1 ? "s" : "")} {string.Join(", ", gates)}";
        context.Report(new Finding(Slug, workload.Ref,
            $"{(gated.Length == 1 ? "a pod is" : $"{gated.Length} pods are")} held back by {named}: nobody has removed {(gates.Length > 1 ? "them" : "it")}")
        {
            Since = condition?.Since ?? first.Meta.Created,
            Evidence =
            [
                .. gates.Length == 0 ? (Evidence[])[] : [new Evidence(first.Ref, "spec.schedulingGates", string.Join(", ", first.Spec.SchedulingGates), first.Meta.Created)],
                .. condition is null ? (Evidence[])[] : [new Evidence(first.Ref, "status.conditions[PodScheduled]", $"{condition.Reason}: {condition.Message}", condition.Since)],
            ],
            Remedies =
            [
                new Remedy($"find out why the controller that sets {(gates.Length == 0 ? "it" : gates[0])} does not remove it: does it run, and what does it wait for?", null, null, IsDisruptive: false),
                new Remedy("or let a pod go by hand", $"kubectl patch -n {first.Ref.Namespace} pod/{first.Ref.Name} --type=json -p '[{{\"op\":\"remove\",\"path\":\"/spec/schedulingGates\"}}]'", null, IsDisruptive: false),
            ],
        });
    }

    // Text of kubectl shows the reason, and not the gates.
    private static bool IsGated(Pod pod) => pod.Spec.SchedulingGates.Count > 0 || pod.ConditionOf("PodScheduled") is { Reason: "SchedulingGated" };
}
