using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class MetricsMissingCheck : WorkloadCheck
{
    public override string Slug => "metrics-missing";

    public override CheckArea Area => CheckArea.Observability;

    public override string Summary => "nothing says where metrics come from";

    public override string When => "A workload that declares a port has no prometheus.io annotation (its own or of its Service), no port that is called metrics, no ServiceMonitor or PodMonitor, and no exporter in its environment: hint.";

    public override string Why => "When it is slow or fails, there is no graph to look at, and nothing that could raise an alarm before users do.";

    public override string Fix => "Expose metrics and say where: a PodMonitor, a port named metrics, prometheus.io/scrape annotations, or OTEL_METRICS_EXPORTER.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.IsBatch || !workload.LongRunning.Any(one => one.Spec.Ports.Count > 0) || Telemetry.HasMetrics(workload, context))
            return;
        context.Report(workload, workload.TemplateMeta, Severity.Info, "nothing says where its metrics are: no scrape annotation, metrics port, monitor or exporter",
            Remedies.Words("Name the port that serves metrics 'metrics', and add a PodMonitor or prometheus.io/scrape annotations"));
    }
}
