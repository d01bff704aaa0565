using System.Text.RegularExpressions;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed partial class LivenessSameAsReadinessCheck : ContainerCheck
{
    public override string Slug => "liveness-same-as-readiness";

    public override CheckArea Area => CheckArea.Probes;

    public override string Summary => "liveness asks what readiness asks";

    public override string When => "Both probes ask the same, and liveness is no more patient: hint; warning when the path looks like a question about dependencies (ready, deep, db).";

    public override string Why => "What takes the pod out of its Services also kills it. When a database is slow, all pods restart at once, and the restarts make it slower.";

    public override string Fix => "Give liveness a question of its own that only the process answers, or at least a failureThreshold several times that of readiness.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (container.Spec.Liveness is not { } liveness || container.Spec.Readiness is not { } readiness || !IsSame(liveness, readiness))
            return;
        if ((long)liveness.Period * liveness.FailureThreshold > (long)readiness.Period * readiness.FailureThreshold)
            return;
        // A socket or a command that is asked twice says nothing about others; a path may.
        bool asksOthers = AsksOthers().IsMatch(liveness.Path);
        context.Report(workload, container, container.Node["livenessProbe"], asksOthers ? Severity.Warning : Severity.Info,
            $"liveness asks the same as readiness{(liveness.Path.Length > 0 ? $" ({liveness.Path})" : "")} and is no more patient: what makes it unready kills it",
            Remedies.Of(workload, container, "Ask only the process itself, or be more patient", "livenessProbe: {failureThreshold: 6, periodSeconds: 20}"));
    }

    private static bool IsSame(Probe one, Probe other) => one.Handler == other.Handler && one.Port == other.Port && one.Path == other.Path
        && one.Command.SequenceEqual(other.Command);

    [GeneratedRegex("ready|readiness|deep|depend|database|/db", RegexOptions.IgnoreCase)]
    private static partial Regex AsksOthers();
}
