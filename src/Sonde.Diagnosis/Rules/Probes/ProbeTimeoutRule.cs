using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>A probe's answer takes longer than the probe waits.</summary>
internal sealed class ProbeTimeoutRule : ProbeFailureRule
{
    public override string Slug => "probe-timeout";

    protected override ProbeProblem Problem => ProbeProblem.Timeout;

    protected override void Report(ProbeTrouble trouble, RuleContext context)
    {
        string standard = trouble.Probe.Timeout == 1 ? " (timeoutSeconds: 1, the default)" : $" (timeoutSeconds: {trouble.Probe.Timeout})";
        LogExcerpt log = trouble.Status is null ? LogExcerpt.None : LogExcerpt.Of(trouble.Pod, trouble.Status, context);
        // The kubelet's gRPC client waits for the protocol's first frame: another protocol on the port looks like silence.
        string other = trouble.Probe.Handler == ProbeHandler.Grpc ? "; a port that does not speak gRPC looks the same" : "";
        Finding finding = trouble.ToFinding(
            Slug, $"{trouble.Named} {(trouble.Probe.Handler == ProbeHandler.Exec ? "does not end" : "is not answered")} within {trouble.Probe.Timeout} s{standard}, so that {trouble.Consequence}{other}");
        context.Report(finding with
        {
            Confidence = other.Length > 0 ? Confidence.Likely : finding.Confidence,
            Evidence = [.. finding.Evidence, .. log.Lines.Take(1).Select(line => new Evidence(trouble.Pod.Ref, log.Path, line, null))],
            Blames = Callees.Named(trouble.Container, trouble.Pod, log.All, context),
            Remedies =
            [
                ProbeText.Change(trouble, "give it more time", $"timeoutSeconds: {Math.Clamp(trouble.Probe.Timeout * 5L, 5, int.MaxValue)}"),
                new Remedy("or find what takes the time: the CPU limit, or what the handler waits for", null, null, IsDisruptive: false),
            ],
        });
    }
}
