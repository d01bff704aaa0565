using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Rules;

/// <summary>Two want to set the replicas of a workload: two autoscalers, or an autoscaler and whoever applies a fixed number again and again.</summary>
internal sealed partial class HpaConflictRule : ObjectRule<HorizontalPodAutoscaler>
{
    // The autoscaler sets the same number only after somebody has set another.
    private const int FewestResets = 3;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    public override string Slug => "hpa-conflict";

    public override IReadOnlyList<string> Kinds => ["HorizontalPodAutoscaler", "Deployment", "StatefulSet", "Event"];

    public override void Evaluate(HorizontalPodAutoscaler subject, RuleContext context)
    {
        HorizontalPodAutoscaler? other = context.AutoscalersOf(subject.Target).FirstOrDefault(one => one.Ref != subject.Ref);
        if (other is not null)
        {
            // One finding for the pair.
            if (subject.Ref.CompareTo(other.Ref) > 0)
                return;
            Report(subject, $"scales {subject.Target.Kind} {subject.Target.Name}, and so does {other.Ref.Name}: each undoes what the other did",
                [new Evidence(other.Ref, "spec.scaleTargetRef", $"{other.Target.Kind} {other.Target.Name}", null)], Confidence.Certain,
                new Remedy("keep one of the two, with the metrics of both", $"kubectl delete hpa -n {other.Ref.Namespace} {other.Ref.Name}", null, IsDisruptive: false), context);
            return;
        }

        KubeEvent? reset = context.Events(subject.Ref).Where(seen => seen.Reason == "SuccessfulRescale" && context.Now - seen.Last < Window && seen.Count >= FewestResets)
            .MaxBy(seen => seen.Last);
        KubeEvent? down = context.Events(subject.Target).LastOrDefault(seen => seen.Reason == "ScalingReplicaSet" && seen.Count >= FewestResets && context.Now - seen.Last < Window);
        if (reset is null || down is null || SizeOf(reset.Message) is not { } size)
            return;
        Report(subject, $"sets {subject.Target.Kind} {subject.Target.Name} to {size} replicas, and somebody sets it back each time ({reset.Count} times): what is applied has a fixed number of replicas",
            [
                new Evidence(subject.Ref, $"event SuccessfulRescale ×{reset.Count}", reset.Message, reset.Last),
                new Evidence(subject.Target, $"event ScalingReplicaSet ×{down.Count}", down.Message, down.Last),
            ], Confidence.Likely,
            new Remedy("take replicas out of the manifest that is applied (GitOps: ignore differences of spec.replicas)", null, null, IsDisruptive: false), context);
    }

    private void Report(HorizontalPodAutoscaler subject, string title, Evidence[] evidence, Confidence confidence, Remedy remedy, RuleContext context) =>
        context.Report(new Finding(Slug, subject.Ref, title)
        {
            Severity = Severity.Warning,
            Confidence = confidence,
            Since = evidence.Min(one => one.Time),
            Evidence = [new Evidence(subject.Ref, "spec.scaleTargetRef", $"{subject.Target.Kind} {subject.Target.Name}", null), .. evidence],
            Remedies = [remedy],
        });

    private static string? SizeOf(string message) => Size().Match(message) is { Success: true } match ? match.Groups["size"].Value : null;

    [GeneratedRegex(@"New size: (?<size>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Size();
}
