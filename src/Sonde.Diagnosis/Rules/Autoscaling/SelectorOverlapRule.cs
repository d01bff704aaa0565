using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// A workload's selector catches the pods of another one. Controllers go by owner and do not fight, but an autoscaler goes by the selector:
/// it would count the other's pods, and does not scale at all when they have an autoscaler of their own.
/// </summary>
internal sealed class SelectorOverlapRule : ObjectRule<HorizontalPodAutoscaler>
{
    public override string Slug => "selector-overlap";

    public override IReadOnlyList<string> Kinds => ["HorizontalPodAutoscaler", "Pod", "Deployment", "ReplicaSet", "StatefulSet"];

    public override void Evaluate(HorizontalPodAutoscaler subject, RuleContext context)
    {
        if (context.WorkloadOf(subject.Target) is not { Top: Controller { Selector: { IsEmpty: false } selector } } target)
            return;
        Workload[] caught =
        [
            .. context.WorkloadsIn(subject.Ref.Namespace).Where(other => other.Ref != target.Ref && !other.IsBatch && other.Top is Controller && other.Template is { } template && selector.Matches(template.Labels))
                .OrderBy(other => other.Ref, ObjectRef.Order),
        ];
        if (caught.Length == 0)
            return;
        Condition? refused = subject.ConditionOf("ScalingActive") is { Status: "False", Reason: "AmbiguousSelector" } condition ? condition : null;
        string names = string.Join(", ", caught.Take(3).Select(other => $"{other.Ref.Kind} {other.Ref.Name}"));
        string what = refused is not null
            ? $"HorizontalPodAutoscaler {subject.Ref.Name} does not scale it: the pods have two autoscalers"
            : $"HorizontalPodAutoscaler {subject.Ref.Name} measures their pods as if they were its own";
        context.Report(new Finding(Slug, target.Ref, $"its selector {selector} catches the pods of {names} as well, and {what}")
        {
            Severity = refused is not null ? Severity.Warning : Severity.Info,
            Since = refused?.Since ?? caught.Max(other => other.Top!.Meta.Created),
            Evidence =
            [
                new Evidence(target.Ref, "spec.selector", selector.ToString(), null),
                .. caught.Take(3).Select(other => new Evidence(other.Ref, "spec.template.metadata.labels", string.Join(",", other.Template!.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")), null)),
                .. refused is null ? (Evidence[])[] : [new Evidence(subject.Ref, "status.conditions[ScalingActive]", $"{refused.Reason}: {refused.Message}", refused.Since)],
            ],
            Effects = refused is null ? [] : [new Effect(subject.Ref, "does not scale", $"scales {target.Ref}")],
            Remedies =
            [
                new Remedy($"give the pods of {caught[0].Ref.Name} labels that {target.Ref.Name}'s selector does not ask for; a selector of apps/v1 cannot be changed, so that one of the two has to be made anew", null, null, IsDisruptive: true),
            ],
        });
    }
}
