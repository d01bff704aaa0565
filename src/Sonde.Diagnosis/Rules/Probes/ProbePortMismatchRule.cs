using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>Nothing listens on the port that a probe asks, while the program runs.</summary>
internal sealed class ProbePortMismatchRule : ProbeFailureRule
{
    public override string Slug => "probe-port-mismatch";

    protected override ProbeProblem Problem => ProbeProblem.PortMismatch;

    protected override void Report(ProbeTrouble trouble, RuleContext context)
    {
        if (trouble.IsUnasked)
        {
            ReportName(trouble, context);
            return;
        }

        Evidence? local = trouble.Elsewhere is null ? ListeningPorts.OnLocalhost(trouble, context) : null;
        string where = trouble.Elsewhere is { } elsewhere ? $"the container listens on {elsewhere.Port}"
            : local is not null ? "the program listens on localhost only, where the kubelet and other pods do not reach it"
            : "the program runs and listens on another port, only on localhost, or not yet";
        Finding finding = trouble.ToFinding(Slug, $"{trouble.Named} is refused: nothing listens on port {trouble.Probe.Port}, so that {trouble.Consequence}; {where}");
        LogExcerpt log = trouble.Status is null ? LogExcerpt.None : LogExcerpt.Of(trouble.Pod, trouble.Status, context);
        context.Report(finding with
        {
            Confidence = trouble.Elsewhere is null && local is null ? Confidence.Possible : Confidence.Likely,
            Evidence = [.. finding.Evidence, .. local is null ? (Evidence[])[] : [local]],
            Blames = trouble.Elsewhere is null && local is null ? Callees.Named(trouble.Container, trouble.Pod, log.All, context) : [],
            Remedies =
            [
                trouble.Elsewhere is { } known
                    ? ProbeText.Change(trouble, $"ask port {known.Port}", $"{ProbeText.Field(trouble.Probe)}: {{port: {known.Port}}}")
                    : local is not null ? new Remedy("let the program listen on all addresses (0.0.0.0 or [::])", null, null, IsDisruptive: true)
                    : new Remedy("see which port the program listens on",
                        LogExcerpt.ShowCommand(trouble.Pod, trouble.Container.Name), null, IsDisruptive: false),
                .. Rollback.Of(trouble.Workload),
            ],
        });
    }
    /// <summary>The probe names a port by a name that the container does not declare.</summary>
    private void ReportName(ProbeTrouble trouble, RuleContext context)
    {
        string wanted = trouble.Probe.Port.Name;
        string[] names = [.. trouble.Container.Ports.Select(port => port.Name).Where(name => name.Length > 0)];
        string? near = NearName.Of(wanted, names) ?? (names.Length == 1 ? names[0] : null);
        string has = names.Length > 0 ? $"it has {string.Join(", ", names)}" : trouble.Container.Ports.Count > 0 ? "its ports have no names" : "it declares none";
        Finding finding = trouble.ToFinding(Slug, $"{trouble.Named} names a port that the container does not have ({has}), so that {trouble.Consequence}");
        context.Report(finding with
        {
            Severity = trouble.Kind == "liveness" ? Severity.Warning : Severity.Error,
            Confidence = Confidence.Certain,
            Remedies =
            [
                near is not null
                    ? ProbeText.Change(trouble, $"ask port {near}", $"{ProbeText.Field(trouble.Probe)}: {{port: {near}}}")
                    : new Remedy("name the container's port so, or give the probe the port's number", null, null, IsDisruptive: true),
                .. Rollback.Of(trouble.Workload),
            ],
        });
    }
}
