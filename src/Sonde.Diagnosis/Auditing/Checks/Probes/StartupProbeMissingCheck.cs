using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class StartupProbeMissingCheck : ContainerCheck
{
    public override string Slug => "startup-probe-missing";

    public override CheckArea Area => CheckArea.Probes;

    public override string Summary => "a slow start is hidden in a liveness delay";

    public override string When => "A liveness probe waits 30 s or more before its first question, and there is no startup probe: hint.";

    public override string Why => "The delay is paid at every restart, even when the start was quick, and is too short on a day when it is slow: then the container is killed while it starts, again and again.";

    public override string Fix => "Move the delay into a startupProbe with a generous failureThreshold, and take initialDelaySeconds out of the others.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (container.Spec.Liveness is not { InitialDelay: >= 30 } liveness || container.Spec.Startup is not null || !container.IsLongRunning)
            return;
        // Three times the delay that somebody found long enough, in periods of ten seconds.
        int tries = (int)Math.Max(12, liveness.InitialDelay * 3L / 10);
        context.Report(workload, container, container.Node["livenessProbe"]["initialDelaySeconds"], Severity.Info,
            $"its liveness probe waits {liveness.InitialDelay} s for the start: a slower start is killed, a quick one goes unwatched for that time",
            Remedies.Of(workload, container, "Let a startup probe wait instead, and drop initialDelaySeconds", $"startupProbe: {ProbeSnippets.Same(liveness, $"periodSeconds: 10, failureThreshold: {tries}")}"));
    }
}
