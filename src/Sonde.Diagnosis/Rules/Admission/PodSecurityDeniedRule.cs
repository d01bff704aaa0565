using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The Pod Security level of the namespace refuses the pods.</summary>
internal sealed partial class PodSecurityDeniedRule : WorkloadRule
{
    private const string EnforceLabel = "pod-security.kubernetes.io/enforce";

    public override string Slug => "pod-security-denied";

    public override IReadOnlyList<string> Kinds => [.. AdmissionRefusals.Kinds, "Namespace"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (AdmissionRefusals.Of(workload, context).FirstOrDefault(one => one.Problem == AdmissionProblem.PodSecurity) is not { } refusal)
            return;
        Match match = Violation().Match(refusal.Message);
        string level = match.Success ? match.Groups["level"].Value : "of the namespace", why = match.Success ? match.Groups["why"].Value : refusal.Message;
        var space = context.Find<NamespaceObject>("Namespace", "", workload.Ref.Namespace);
        string container = Container().Match(why).Groups["name"].Value;
        context.Report(new Finding(Slug, workload.Ref, $"the Pod Security level {level} of namespace {workload.Ref.Namespace} refuses its pods: {LogExcerpt.Shorten(why)}")
        {
            Container = workload.Template?.Spec.Find(container) is null || Container().Count(why) > 1 ? "" : container,
            Since = refusal.Since,
            Evidence =
            [
                refusal.Evidence,
                .. space is not null && space.Meta.Labels.TryGetValue(EnforceLabel, out string? enforced)
                    ? [new Evidence(space.Ref, $"metadata.labels[{EnforceLabel}]", enforced, null)] : (Evidence[])[],
            ],
            Remedies =
            [
                new Remedy($"take out of the pod spec what the level {level} forbids: {LogExcerpt.Shorten(why)}", null, null, IsDisruptive: true),
                new Remedy("or, if these pods need it, run them in a namespace whose level allows it",
                    $"kubectl label namespace {workload.Ref.Namespace} {EnforceLabel}={(level == "restricted" ? "baseline" : "privileged")} --overwrite", null, IsDisruptive: false),
            ],
        });
    }

    // pod-security-admission: violates PodSecurity "baseline:latest": privileged (container "x" must not set securityContext.privileged=true)
    [GeneratedRegex("""violates PodSecurity "(?<level>[^":]+)[^"]*": (?<why>.*)$""", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Violation();

    [GeneratedRegex("""container "(?<name>[^"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Container();
}
