using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ProbeImpatientCheck : ContainerCheck
{
    public override string Slug => "probe-impatient";

    public override CheckArea Area => CheckArea.Probes;

    public override string Summary => "a probe that kills before the start can succeed";

    public override string When => "Warning when liveness (or the startup probe, if there is one) kills less than 10 s after the start, or less than 30 s for a JVM; and when one single failure of liveness kills (failureThreshold 1).";

    public override string Why => "One slow answer, a garbage collection or a busy node is enough for a restart. A start that takes longer than the budget never succeeds.";

    public override string Fix => "Let a startup probe wait for the start (failureThreshold times periodSeconds well above the slowest start seen), and let liveness fail at least three times.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        if (!container.IsLongRunning || (container.Spec.Startup ?? container.Spec.Liveness) is not { } first)
            return;
        string field = container.Spec.Startup is not null ? "startupProbe" : "livenessProbe";
        int least = IsJvm(container) ? 30 : 10;
        if (first.Budget < least)
        {
            context.Report(workload, container, container.Node[field], Severity.Warning,
                $"{field} kills it {first.Budget} s after its start when it does not answer yet{(least > 10 ? ", and it runs on a JVM" : "")}",
                Remedies.Of(workload, container, "Give the start two minutes; the probe ends as soon as it succeeds", $"startupProbe: {ProbeSnippets.Same(first, "periodSeconds: 5, failureThreshold: 24")}"));
        }

        if (container.Spec.Liveness is { FailureThreshold: 1 } liveness)
        {
            context.Report(workload, container, container.Node["livenessProbe"]["failureThreshold"], Severity.Warning,
                $"one answer that takes longer than {liveness.Timeout} s restarts it (failureThreshold 1)",
                Remedies.Of(workload, container, "Let it fail three times in a row", "livenessProbe: {failureThreshold: 3}"));
        }
    }

    private static bool IsJvm(AuditContainer container) =>
        container.Spec.Env.Any(one => one.Name is "JAVA_OPTS" or "JAVA_TOOL_OPTIONS" or "JDK_JAVA_OPTIONS")
        || container.Spec.Command.Concat(container.Spec.Args).Any(word => word is "java" || word.EndsWith("/java", StringComparison.Ordinal) || word.StartsWith("java ", StringComparison.Ordinal));
}
