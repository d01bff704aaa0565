using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>Nothing listens on the port that a probe asks, while the program runs.</summary>
internal sealed class ProbePortMismatchRule : ProbeFailureRule
{
    public override string Slug => "probe-port-mismatch";

    protected override ProbeProblem Problem => ProbeProblem.PortMismatch;

    protected override void Report(ProbeTrouble trouble, RuleContext context)
    {
        bool isNameless = trouble.Probe.Port.Name.Length > 0 && ListeningPorts.NumberOf(trouble.Container, trouble.Probe.Port) == 0;
        string where = trouble.Elsewhere is { } elsewhere
            ? $"the container listens on {elsewhere.Port}"
            : "the program runs and listens on another port, only on localhost, or not yet";
        string what = isNameless ? $"names port {trouble.Probe.Port}, which the container does not have" : $"is refused: nothing listens on port {trouble.Probe.Port}";
        Finding finding = trouble.ToFinding(Slug, $"{trouble.Named} {what}, so that {trouble.Consequence}; {where}");
        LogExcerpt log = trouble.Status is null ? LogExcerpt.None : LogExcerpt.Of(trouble.Pod, trouble.Status, context);
        context.Report(finding with
        {
            Confidence = isNameless ? Confidence.Certain : trouble.Elsewhere is null ? Confidence.Possible : Confidence.Likely,
            Blames = trouble.Elsewhere is null ? Callees.Named(trouble.Container, trouble.Pod, log.All, context) : [],
            Remedies =
            [
                trouble.Elsewhere is { } known
                    ? ProbeText.Change(trouble, $"ask port {known.Port}", $"{ProbeText.Field(trouble.Probe)}: {{port: {known.Port}}}")
                    : new Remedy("see which port the program listens on",
                        LogExcerpt.ShowCommand(trouble.Pod, trouble.Container.Name), null, IsDisruptive: false),
                .. Rollback.Of(trouble.Workload),
            ],
        });
    }
}
