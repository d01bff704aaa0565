using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>The kubelet kills a container before it has started, because a probe does not wait long enough.</summary>
internal sealed class ProbeKillsSlowStartRule : ProbeFailureRule
{
    public override string Slug => "probe-kills-slow-start";

    protected override ProbeProblem Problem => ProbeProblem.SlowStart;

    protected override void Report(ProbeTrouble trouble, RuleContext context)
    {
        int budget = trouble.Probe.Budget;
        LogExcerpt log = trouble.Status is null ? LogExcerpt.None : LogExcerpt.Of(trouble.Pod, trouble.Status, context);
        Finding finding = trouble.ToFinding(
            Slug,
            $"the {trouble.Kind} probe of container {trouble.Container.Name} gives it {budget} s to start, which is not enough, and {trouble.Consequence}: {ProbeText.Question(trouble.Probe)} is refused until then");
        // Three times the budget is room enough to see how long the start really takes.
        int threshold = (int)Math.Ceiling(budget * 3.0 / Math.Max(1, trouble.Probe.Period));
        context.Report(finding with
        {
            Confidence = Confidence.Likely,
            Evidence = [.. finding.Evidence, .. log.Lines.Take(2).Select(line => new Evidence(trouble.Pod.Ref, log.Path, line, null))],
            Blames = Callees.Named(trouble.Container, trouble.Pod, log.All, context),
            Remedies =
            [
                PodChange.OfContainer(
                    trouble.Workload, trouble.Pod, trouble.Container,
                    trouble.Kind == "startup" ? "let the startup probe wait longer" : "let a startup probe wait for the start, and leave the liveness probe as it is",
                    $"startupProbe: {{{Handler(trouble)}, periodSeconds: {trouble.Probe.Period}, failureThreshold: {threshold}}}"),
                .. Rollback.Of(trouble.Workload),
            ],
        });
    }

    private static string Handler(ProbeTrouble trouble) => trouble.Probe.Handler switch
    {
        Model.Pods.ProbeHandler.Http => $"httpGet: {{path: {trouble.Probe.Path}, port: {trouble.Probe.Port}}}",
        Model.Pods.ProbeHandler.Tcp => $"tcpSocket: {{port: {trouble.Probe.Port}}}",
        Model.Pods.ProbeHandler.Grpc => $"grpc: {{port: {trouble.Probe.Port}}}",
        _ => "exec: {command: [" + string.Join(", ", trouble.Probe.Command.Select(word => $"'{word}'")) + "]}",
    };
}
