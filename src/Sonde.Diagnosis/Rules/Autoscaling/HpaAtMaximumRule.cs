using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Rules;

/// <summary>A HorizontalPodAutoscaler wants more replicas than it may have.</summary>
internal sealed class HpaAtMaximumRule : ObjectRule<HorizontalPodAutoscaler>
{
    // A peak is what a maximum is for; what lasts is a bound that is too low, or a load that nobody expected.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public override string Slug => "hpa-at-maximum";

    public override IReadOnlyList<string> Kinds => ["HorizontalPodAutoscaler", "Event"];

    public override void Evaluate(HorizontalPodAutoscaler subject, RuleContext context)
    {
        if (subject.ConditionOf("ScalingLimited") is not { IsTrue: true, Reason: "TooManyReplicas" } limited || subject.Current < subject.Max)
            return;
        ScalingMetric? worst = subject.Metrics.Where(metric => metric.Utilization > 0 && metric.CurrentUtilization > metric.Utilization)
            .MaxBy(metric => (double)metric.CurrentUtilization!.Value / metric.Utilization!.Value);
        bool isLong = context.Now - limited.Since >= Patience;
        context.Report(new Finding(Slug, subject.Ref,
            $"has all of its {subject.Max} replicas of {subject.Target.Kind} {subject.Target.Name} and wants more"
            + (worst is null ? "" : $": {worst.Name} is at {worst.CurrentUtilization} % of the request, and {worst.Utilization} % is to be kept"))
        {
            Severity = isLong && worst is not null ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Certain,
            Since = limited.Since,
            Evidence =
            [
                new Evidence(subject.Ref, "status.conditions[ScalingLimited]", $"{limited.Reason}: {limited.Message}", limited.Since),
                new Evidence(subject.Ref, "spec.maxReplicas", $"{subject.Max}", null),
            ],
            Remedies =
            [
                new Remedy("raise the maximum, if nodes and what it calls can take more", $"kubectl patch hpa -n {subject.Ref.Namespace} {subject.Ref.Name} --type=merge -p '{{\"spec\":{{\"maxReplicas\":{subject.Max * 2}}}}}'", null, IsDisruptive: false),
                new Remedy("or find what takes so much: profile one of its pods", null, null, IsDisruptive: false),
            ],
        });
    }
}
