using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>A registry cannot be reached; every workload behind it is an effect.</summary>
internal sealed partial class ImageRegistryUnreachableRule : ImageFailureRule
{
    public override string Slug => "image-registry-unreachable";

    protected override PullProblem Problem => PullProblem.Unreachable;

    protected override void Report(PullFailure failure, RuleContext context)
    {
        string registry = failure.Registry;
        context.Report(new Finding(Slug, ObjectRef.Registry(registry), $"{(ServerError().IsMatch(failure.Message) ? $"registry {registry} serves no images" : $"the nodes cannot reach registry {registry}")}: {Why(failure.Message)}")
        {
            Since = failure.Since,
            Evidence = failure.Evidence,
            Effects = [new Effect(failure.Workload.Ref, $"image {failure.Container.Image} cannot be pulled", $"pulls from {registry}")],
            Remedies =
            [
                new Remedy($"try from a node: does the name resolve, does the port answer, is the certificate trusted",
                    $"kubectl debug node/{(failure.Pod.Spec.NodeName.Length > 0 ? failure.Pod.Spec.NodeName : "NODE")} -it --image=busybox -- nslookup {registry.Split(':')[0]}", null, IsDisruptive: false),
                new Remedy("if the host's name is a slip, correct it in the image references", null, null, IsDisruptive: true),
            ],
        });
    }

    private static string Why(string message) => message switch
    {
        _ when Has(message, "no such host") || Has(message, "name resolution") || Has(message, "server misbehaving") => "its name does not resolve",
        _ when Has(message, "connection refused") => "it refuses the connection",
        _ when Has(message, "x509") || Has(message, "certificate") => "its TLS certificate is not trusted",
        _ when Has(message, "gave HTTP response") || Has(message, "does not look like a TLS") => "it speaks HTTP where HTTPS is expected",
        _ when Has(message, "no route") || Has(message, "network is unreachable") => "there is no route to it",
        _ when Has(message, "timeout") || Has(message, "deadline exceeded") || Has(message, "timed out") => "it does not answer in time",
        _ when Has(message, "connection reset") || Has(message, "EOF") => "it breaks off the connection",
        _ when ServerError().Match(message) is { Success: true } answer => $"it answers {answer.Groups["status"].Value.Trim()}",
        _ => "it answers with an error of its own",
    };

    // pulling from host example.com failed with status code [manifests 1]: 503 Service Unavailable
    [GeneratedRegex(@"status(:| code)?[^:]{0,20}[: ]+(?<status>5\d\d( [A-Z][A-Za-z]+)*)", RegexOptions.ExplicitCapture)]
    private static partial Regex ServerError();

    private static bool Has(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
