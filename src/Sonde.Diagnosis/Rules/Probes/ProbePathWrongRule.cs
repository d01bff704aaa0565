namespace Sonde.Diagnosis.Rules;

/// <summary>An HTTP probe gets 4xx: the program answers, but not on this path.</summary>
internal sealed class ProbePathWrongRule : ProbeFailureRule
{
    public override string Slug => "probe-path-wrong";

    protected override ProbeProblem Problem => ProbeProblem.PathWrong;

    protected override void Report(ProbeTrouble trouble, RuleContext context)
    {
        // A TLS server answers 400 to a request that does not begin with a handshake (Go's net/http, nginx).
        string hint = trouble.HttpStatus == 400 && trouble.Probe.Scheme == "HTTP" ? "; a port that expects HTTPS answers so as well" : "";
        context.Report(trouble.ToFinding(
            Slug,
            $"{trouble.Named} is answered {trouble.HttpStatus} ({StatusWords.Of(trouble.HttpStatus)}), so that {trouble.Consequence}: the program runs and does not serve this path{hint}")
        with
        {
            Remedies =
            [
                ProbeText.Change(trouble, $"set the {trouble.Kind} probe's path to one that the program answers with 200 to 399", "httpGet: {path: /PATH}"),
                .. Rollback.Of(trouble.Workload),
            ],
        });
    }
}
