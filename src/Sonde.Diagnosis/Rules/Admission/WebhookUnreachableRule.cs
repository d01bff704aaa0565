using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Extension;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A webhook that has to agree cannot be asked: what it would be asked about cannot be written.</summary>
internal sealed partial class WebhookUnreachableRule : WorkloadAndObjectRule<WebhookConfiguration>
{
    public override string Slug => "webhook-unreachable";

    public override IReadOnlyList<string> Kinds =>
        [.. AdmissionRefusals.Kinds, "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "Service", "EndpointSlice"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (AdmissionRefusal refusal in AdmissionRefusals.Of(workload, context).Where(one => one.Problem == AdmissionProblem.WebhookUnreachable))
            ReportRefusal(refusal, context);
    }

    public override void Evaluate(WebhookConfiguration subject, RuleContext context)
    {
        foreach (Webhook hook in subject.Webhooks)
            CheckBackend(subject, hook, context);
    }

    private void ReportRefusal(AdmissionRefusal refusal, RuleContext context)
    {
        Match match = Call().Match(refusal.Message);
        string name = match.Groups["name"].Value, url = match.Groups["url"].Value;
        string reason = match.Success ? match.Groups["why"].Value : refusal.Message;
        WebhookConfiguration? configuration = context.All<WebhookConfiguration>().FirstOrDefault(one => one.Webhooks.Any(hook => hook.Name == name));
        Webhook? webhook = configuration?.Webhooks.First(hook => hook.Name == name);
        string state = webhook?.Service is { } backend ? StateOf(backend, webhook.Port, context) ?? Words(reason) : Words(reason);
        context.Report(new Finding(Slug, configuration?.Ref ?? new ObjectRef("ValidatingWebhookConfiguration", "", name),
            $"its webhook {name} cannot be asked, and failurePolicy is Fail, so that pods of {refusal.Workload.Ref} cannot be made: {Target(webhook, url)} {state}")
        {
            Since = refusal.Since,
            Evidence =
            [
                refusal.Evidence,
                .. configuration is null ? (Evidence[])[] :
                [
                    new Evidence(configuration.Ref, $"webhooks[{name}].clientConfig", Target(webhook, url), null),
                    new Evidence(configuration.Ref, $"webhooks[{name}].failurePolicy", "Fail", null),
                ],
            ],
            Effects = [refusal.Effect],
            Blames = webhook?.Service is { } service && context.Find(service) is Service ? Backers.Of(service, context) : [],
            Remedies = [.. Remedies(configuration, name, reason)],
        });
    }

    /// <summary>Nothing was refused yet, but what stands in the configuration cannot work.</summary>
    private void CheckBackend(WebhookConfiguration configuration, Webhook hook, RuleContext context)
    {
        if (!hook.FailsClosed || hook.Service is not { } service || StateOf(service, hook.Port, context) is not { } state)
            return;
        context.Report(new Finding(Slug, configuration.Ref, $"its webhook {hook.Name} cannot be asked, and failurePolicy is Fail, so that {hook.Scope} fails: {service} {state}")
        {
            Severity = Severity.Warning,
            Confidence = Confidence.Likely,
            Evidence =
            [
                new Evidence(configuration.Ref, $"webhooks[{hook.Name}].clientConfig.service", $"{service.Namespace}/{service.Name}, port {hook.Port}", null),
                new Evidence(configuration.Ref, $"webhooks[{hook.Name}].failurePolicy", "Fail", null),
            ],
            Blames = context.Find(service) is Service ? Backers.Of(service, context) : [],
            Remedies = [.. Remedies(configuration, hook.Name, "")],
        });
    }

    private static IEnumerable<Remedy> Remedies(WebhookConfiguration? configuration, string name, string reason)
    {
        yield return reason.Contains("x509", StringComparison.Ordinal)
            ? new Remedy("renew the webhook's certificate, and put its authority into clientConfig.caBundle (what makes it, cert-manager for one, usually does both)", null, null, IsDisruptive: false)
            : new Remedy("bring back the Service that the webhook names, and the pods behind it; or correct the name in the configuration", null, null, IsDisruptive: false);
        if (configuration is null)
            yield break;
        int index = configuration.Webhooks.ToList().FindIndex(hook => hook.Name == name);
        string kind = configuration.Ref.Kind.ToLowerInvariant();
        yield return new Remedy("until then, let writes through unasked, if what the webhook does may be missing",
            $"kubectl patch {kind} {configuration.Ref.Name} --type=json -p '[{{\"op\":\"replace\",\"path\":\"/webhooks/{index}/failurePolicy\",\"value\":\"Ignore\"}}]'", null, IsDisruptive: false);
        yield return new Remedy("or delete the configuration, if what registered it is gone", $"kubectl delete {kind} {configuration.Ref.Name}", null, IsDisruptive: false);
    }

    private static string? StateOf(ObjectRef name, int port, RuleContext context) => Backers.StateOf(name, port, context);

    private static string Target(Webhook? webhook, string url) =>
        webhook?.Service is { } service ? $"{service}" : webhook is { Url.Length: > 0 } ? webhook.Url : url.Length > 0 ? url.Split('?')[0] : "its server";

    private static string Words(string reason) => reason switch
    {
        _ when reason.Contains("not found", StringComparison.Ordinal) => "does not exist",
        _ when reason.Contains("no endpoints available", StringComparison.Ordinal) => "has no ready endpoint",
        _ when reason.Contains("unknown authority", StringComparison.Ordinal) => "shows a certificate that the configuration's caBundle does not vouch for",
        _ when reason.Contains("x509", StringComparison.Ordinal) => $"shows a certificate that is refused ({LogExcerpt.Shorten(reason)})",
        _ when reason.Contains("deadline exceeded", StringComparison.Ordinal) || reason.Contains("timeout", StringComparison.OrdinalIgnoreCase) => "does not answer in time",
        _ when reason.Contains("connection refused", StringComparison.Ordinal) => "refuses the connection",
        _ => LogExcerpt.Shorten(reason),
    };

    // apiserver: failed calling webhook "n": failed to call webhook: Post "https://svc.ns.svc:443/p?timeout=5s": why
    [GeneratedRegex("""failed calling webhook "(?<name>[^"]+)": (failed to call webhook: )?(Post "(?<url>[^"]+)": )?(?<why>.*)$""", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Call();
}
