using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>The TLS Secret of an Ingress is absent, of another type, expired, or for other hosts.</summary>
internal sealed class IngressTlsSecretMissingRule : ObjectRule<Ingress>
{
    // What renews certificates by itself does so with a third of their life left: 30 of 90 days.
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public override string Slug => "ingress-tls-secret-missing";

    public override IReadOnlyList<string> Kinds => ["Ingress", "Secret"];

    public override void Evaluate(Ingress subject, RuleContext context)
    {
        foreach ((string name, IReadOnlyList<string> hosts) in subject.Tls.Where(tls => tls.Secret.Length > 0))
        {
            if (Judge(subject, name, hosts, context) is not { } problem)
                continue;
            string serves = hosts.Count > 0 ? string.Join(", ", hosts.Take(3)) : "all its hosts";
            context.Report(new Finding(Slug, subject.Ref, $"the TLS Secret {name} for {serves} {problem.Text}: clients are shown another certificate, or one they refuse")
            {
                Severity = problem.Severity,
                Since = problem.Since,
                Evidence =
                [
                    new Evidence(subject.Ref, $"spec.tls[{serves}].secretName", name, null),
                    .. problem.Secret is null ? (Evidence[])[] : [new Evidence(problem.Secret.Ref, problem.Path, problem.Value, null)],
                ],
                Remedies = [.. Remedies(subject, name, problem, context)],
            });
            return;
        }
    }

    private static Problem? Judge(Ingress ingress, string name, IReadOnlyList<string> hosts, RuleContext context)
    {
        var secret = context.Find<Secret>("Secret", ingress.Ref.Namespace, name);
        if (secret is null)
            return context.KnowsAll("Secret", ingress.Ref.Namespace) ? new Problem("does not exist", Severity.Error, null, "", "", ingress.Meta.Created) : null;
        if (!secret.Keys.Contains("tls.crt") || !secret.Keys.Contains("tls.key"))
        {
            string have = secret.Keys.Count == 0 ? "none" : string.Join(", ", secret.Keys.Order(StringComparer.Ordinal).Take(4));
            return new Problem($"has no tls.crt and tls.key (type {secret.Type}, keys: {have})", Severity.Error, secret, "data", have, null);
        }

        if (secret.CertificateExpires is { } end && end < context.Now)
            return new Problem($"expired on {Day(end)}", Severity.Error, secret, "tls.crt notAfter", Day(end), end);
        string[] strange = secret.CertificateNames.Count == 0 ? [] : [.. hosts.Where(host => host.Length > 0 && !secret.CertificateNames.Any(known => Covers(known, host)))];
        if (strange.Length > 0)
            return new Problem($"is for {string.Join(", ", secret.CertificateNames.Take(3))}, not for {string.Join(", ", strange.Take(3))}", Severity.Error, secret, "tls.crt names", string.Join(", ", secret.CertificateNames), null);
        return secret.CertificateExpires is { } soon && soon - context.Now < Soon
            ? new Problem($"expires on {Day(soon)}, in {Durations.Words(soon - context.Now)}", Severity.Warning, secret, "tls.crt notAfter", Day(soon), null) : null;
    }

    private static IEnumerable<Remedy> Remedies(Ingress ingress, string name, Problem problem, RuleContext context)
    {
        bool isManaged = ingress.Meta.Annotations.Keys.Any(key => key.StartsWith("cert-manager.io/", StringComparison.Ordinal));
        if (isManaged)
        {
            yield return new Remedy("cert-manager is to make it: see why it has not", $"kubectl describe certificate,certificaterequest -n {ingress.Ref.Namespace}", null, IsDisruptive: false);
            yield break;
        }

        string? near = problem.Secret is not null ? null : NearName.Of(name, context.All<Secret>()
            .Where(secret => secret.Ref.Namespace == ingress.Ref.Namespace && secret.Type == "kubernetes.io/tls").Select(secret => secret.Ref.Name));
        if (near is not null)
            yield return new Remedy($"name {near}, if that is meant", $"kubectl edit ingress -n {ingress.Ref.Namespace} {ingress.Ref.Name}", null, IsDisruptive: false);
        yield return new Remedy(problem.Secret is null ? "make the Secret from the certificate and its key" : "put a certificate that fits into it",
            $"kubectl create secret tls -n {ingress.Ref.Namespace} {name} --cert=CERT.pem --key=KEY.pem --dry-run=client -o yaml | kubectl apply -f -", null, IsDisruptive: false);
    }

    /// <summary>A wildcard stands for one label (RFC 6125, 6.4.3).</summary>
    private static bool Covers(string known, string host) => string.Equals(known, host, StringComparison.OrdinalIgnoreCase)
        || (known.StartsWith("*.", StringComparison.Ordinal) && host.IndexOf('.') is > 0 and int dot && string.Equals(known[1..], host[dot..], StringComparison.OrdinalIgnoreCase));

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Problem(string Text, Severity Severity, Secret? Secret, string Path, string Value, DateTimeOffset? Since);
}
