using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class TracesMissingCheck : WorkloadCheck
{
    public override string Slug => "traces-missing";

    public override CheckArea Area => CheckArea.Observability;

    public override string Summary => "nothing says where traces go";

    public override string When => "A workload that a Service sends requests to has no OTEL_*, JAEGER_*, DD_*, ZIPKIN_* or similar variable and no instrumentation annotation: hint.";

    public override string Why => "When a request through several services is slow, nothing tells which of them it waited for.";

    public override string Fix => "Set OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_SERVICE_NAME, or let the OpenTelemetry operator inject them (instrumentation.opentelemetry.io annotations).";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.IsBatch || !context.ServersOf(workload).Any() || Telemetry.HasTraces(workload) || workload.LongRunning.FirstOrDefault(one => !one.IsInit) is not { } first)
            return;
        context.Report(workload, workload.TemplateMeta, Severity.Info, "nothing says where its traces go: no OTEL_*, JAEGER_*, DD_* or ZIPKIN_* setting",
            Remedies.Of(workload, first, "Name a collector (the address is a guess)", "env: [{name: OTEL_EXPORTER_OTLP_ENDPOINT, value: \"http://otel-collector:4317\"}]"));
    }
}
