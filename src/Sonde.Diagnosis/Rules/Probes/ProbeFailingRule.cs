using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>A probe gets 5xx, its command fails, or what answers is not what the probe speaks.</summary>
internal sealed partial class ProbeFailingRule : ProbeFailureRule
{
    public override string Slug => "probe-failing";

    public override Depth Depth => Depth.Failure;

    protected override ProbeProblem Problem => ProbeProblem.Failing;

    protected override void Report(ProbeTrouble trouble, RuleContext context)
    {
        string message = trouble.Said;
        int colon = message.IndexOf(": ", StringComparison.Ordinal);
        string said = LogExcerpt.Shorten(colon >= 0 ? message[(colon + 2)..] : message);
        bool isScheme = message.Contains("HTTP response to HTTPS client", StringComparison.Ordinal)
            || message.Contains("malformed HTTP", StringComparison.Ordinal) || message.Contains("first record does not look like a TLS", StringComparison.Ordinal);
        string absent = Absent().Match(message) is { Success: true } match ? match.Groups["name"].Value : "";
        string why = absent.Length > 0 ? $"cannot be run: {absent} is not in image {trouble.Container.Image}"
            : isScheme ? $"speaks {trouble.Probe.Scheme} to a port that does not: the scheme is wrong"
            : trouble.HttpStatus > 0 ? $"is answered {trouble.HttpStatus} ({StatusWords.Of(trouble.HttpStatus)}): the program says it is unhealthy"
            : message.Contains("connection refused", StringComparison.OrdinalIgnoreCase) ? "is refused: the program was up, and does not listen any more"
            : message.Length == 0 ? "fails (the container ends in its rhythm; what it is answered is not kept in an event any more)"
            : trouble.Probe.Handler == ProbeHandler.Exec ? $"fails{(said.Length > 0 ? $": {said}" : "")}"
            : $"fails: {said}";
        LogExcerpt log = trouble.Status is null ? LogExcerpt.None : LogExcerpt.Of(trouble.Pod, trouble.Status, context);
        Finding finding = trouble.ToFinding(Slug, $"{trouble.Named} {why}, so that {trouble.Consequence}");
        context.Report(finding with
        {
            Evidence = [.. finding.Evidence, .. log.Lines.Take(2).Select(line => new Evidence(trouble.Pod.Ref, log.Path, line, null))],
            Blames = absent.Length > 0 ? [] : Callees.Named(trouble.Container, trouble.Pod, log.All, context),
            Remedies =
            [
                isScheme
                    ? ProbeText.Change(
                        trouble, "set the probe's scheme to what the port speaks", $"httpGet: {{scheme: {(trouble.Probe.Scheme == "HTTPS" ? "HTTP" : "HTTPS")}}}")
                    : absent.Length > 0 ? new Remedy("let the probe run what the image holds, or ask by httpGet, tcpSocket or grpc, which need no program in it", null, null, IsDisruptive: true)
                    : new Remedy("ask the program why it is unhealthy",
                        LogExcerpt.ShowCommand(trouble.Pod, trouble.Container.Name, log.IsPrevious ? "--previous" : ""), null, IsDisruptive: false),
                .. trouble.Kind == "liveness" && absent.Length == 0
                    ? (Remedy[])[new Remedy("a liveness probe should not depend on other services: restarting this program does not repair them", null, null, IsDisruptive: true)]
                    : [],
                .. Rollback.Of(trouble.Workload),
            ],
        });
    }

    // runc: exec: "curl": executable file not found in $PATH; exec: "/bin/health": stat /bin/health: no such file or directory
    [GeneratedRegex("""exec: "(?<name>[^"]+)": (executable file not found|stat \S+: no such file)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Absent();
}
