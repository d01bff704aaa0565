using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Extension;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>An admission webhook, or a ValidatingAdmissionPolicy, refuses the pods.</summary>
internal sealed partial class WebhookDeniedRule : WorkloadRule
{
    public override string Slug => "webhook-denied";

    public override IReadOnlyList<string> Kinds => [.. AdmissionRefusals.Kinds, "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (AdmissionRefusals.Of(workload, context).FirstOrDefault(one => one.Problem == AdmissionProblem.Denied) is not { } refusal)
            return;
        Match match = Denial().Match(refusal.Message);
        bool isPolicy = match.Groups["policy"].Success;
        string name = isPolicy ? match.Groups["policy"].Value : match.Groups["hook"].Value;
        string why = match.Success ? LogExcerpt.Shorten(match.Groups["why"].Value) : LogExcerpt.Shorten(refusal.Message);
        WebhookConfiguration? configuration = isPolicy ? null : context.All<WebhookConfiguration>().FirstOrDefault(one => one.Webhooks.Any(hook => hook.Name == name));
        string who = isPolicy ? $"the ValidatingAdmissionPolicy {name}"
            : configuration is null ? $"the admission webhook {name}" : $"the admission webhook {name} of {configuration.Ref}";
        context.Report(new Finding(Slug, workload.Ref, $"{who} refuses its pods{(why.Length > 0 ? $": {why}" : " and does not say why")}")
        {
            Since = refusal.Since,
            Evidence =
            [
                refusal.Evidence,
                .. configuration is null ? (Evidence[])[] : [new Evidence(configuration.Ref, "webhooks[].name", $"{name}, asked about {configuration.Webhooks.First(hook => hook.Name == name).Scope}", null)],
            ],
            Remedies =
            [
                new Remedy("change the pod template so that it keeps the rule that the message names", null, null, IsDisruptive: true),
                new Remedy(isPolicy ? "or ask those who own the policy for an exception" : "or ask those who run the webhook for an exception",
                    isPolicy ? $"kubectl get validatingadmissionpolicy {name} -o yaml" : configuration is null ? null : $"kubectl get {configuration.Ref.Kind.ToLowerInvariant()} {configuration.Ref.Name} -o yaml", null, IsDisruptive: false),
            ],
        });
    }

    // admission webhook "x" denied the request: why; ValidatingAdmissionPolicy 'x' with binding 'y' denied request: why
    [GeneratedRegex("""admission webhook "(?<hook>[^"]+)" denied the request(: (?<why>.*)| without explanation)|ValidatingAdmissionPolicy '(?<policy>[^']+)'.*? denied request: (?<why>.*)""", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Denial();
}
