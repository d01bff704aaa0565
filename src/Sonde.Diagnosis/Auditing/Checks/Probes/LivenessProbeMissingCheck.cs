using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class LivenessProbeMissingCheck : WorkloadCheck
{
    public override string Slug => "liveness-probe-missing";

    public override CheckArea Area => CheckArea.Probes;

    public override string Summary => "no liveness probe in any container";

    public override string When => "No container of a workload that runs for good and declares ports has a liveness probe: hint.";

    public override string Why => "A process that hangs goes on as if it ran. Whether a restart is the right answer is a choice; most servers that can deadlock want one.";

    public override string Fix => "Add a livenessProbe that only asks whether the process itself still works, more patient than the readiness probe.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.IsBatch || workload.LongRunning.Any(one => one.Node["livenessProbe"].Exists))
            return;
        if (workload.LongRunning.FirstOrDefault(one => one.Spec.Ports.Count > 0) is not { } first)
            return;
        context.Report(workload, first.Node, Severity.Info, "has no liveness probe: a process that hangs is never restarted",
            Remedies.Of(workload, first, "Add a probe that asks only the process itself (path and port are guesses)", $"livenessProbe: {ProbeSnippets.For(first)}"));
    }
}
