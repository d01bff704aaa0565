using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Rules;

/// <summary>A HorizontalPodAutoscaler is to scale something that does not exist.</summary>
internal sealed class HpaTargetMissingRule : ObjectRule<HorizontalPodAutoscaler>
{
    public override string Slug => "hpa-target-missing";

    public override IReadOnlyList<string> Kinds => ["HorizontalPodAutoscaler", "Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Event"];

    public override void Evaluate(HorizontalPodAutoscaler subject, RuleContext context)
    {
        Condition? able = subject.ConditionOf("AbleToScale");
        bool isSaid = able is { Status: "False", Reason: "FailedGetScale" } && (able.Message.Contains("not found", StringComparison.Ordinal) || able.Message.Contains("no matches for kind", StringComparison.Ordinal));
        if (context.Find(subject.Target) is not null)
            return;
        bool isAbsent = subject.Target.Group.Length == 0 && context.KnowsAll(subject.Target.Kind, subject.Ref.Namespace);
        if (!isSaid && !isAbsent)
            return;
        string? near = NearName.Of(subject.Target.Name, context.WorkloadsIn(subject.Ref.Namespace).Where(workload => workload.Ref.Kind == subject.Target.Kind).Select(workload => workload.Ref.Name));
        context.Report(new Finding(Slug, subject.Ref, $"is to scale {subject.Target.Kind} {subject.Target.Name}, which does not exist{(near is null ? "" : $"; {near} exists")}")
        {
            Since = able?.Since,
            Evidence =
            [
                new Evidence(subject.Ref, "spec.scaleTargetRef", $"{subject.Target.Kind} {subject.Target.Name}", null),
                .. able is { Status: "False" } ? [new Evidence(subject.Ref, "status.conditions[AbleToScale]", $"{able.Reason}: {LogExcerpt.Shorten(able.Message)}", able.Since)] : (Evidence[])[],
            ],
            Remedies =
            [
                new Remedy(near is null ? "name a workload that exists" : $"name {near}, if that is meant",
                    $"kubectl patch hpa -n {subject.Ref.Namespace} {subject.Ref.Name} --type=merge -p '{{\"spec\":{{\"scaleTargetRef\":{{\"name\":\"{near ?? "NAME"}\"}}}}}}'", null, IsDisruptive: false),
                new Remedy("or delete the autoscaler, if its workload is gone for good", $"kubectl delete hpa -n {subject.Ref.Namespace} {subject.Ref.Name}", null, IsDisruptive: false),
            ],
        });
    }
}
