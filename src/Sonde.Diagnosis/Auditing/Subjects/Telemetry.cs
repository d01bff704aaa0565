using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>What in a manifest says that a workload tells something about itself.</summary>
internal static class Telemetry
{
    private static readonly string[] TracePrefixes =
        ["OTEL_", "JAEGER_", "ZIPKIN_", "DD_", "NEW_RELIC_", "ELASTIC_APM_", "SENTRY_", "APPLICATIONINSIGHTS_", "SW_AGENT_", "COLLECTOR_SERVICE_ADDR"];

    /// <summary>Something says where its metrics are.</summary>
    public static bool HasMetrics(AuditWorkload workload, AuditContext context)
    {
        if (workload.Template.Annotations.Keys.Any(IsScrape) || context.ServicesOf(workload).Any(service => service.Object.Meta.Annotations.Keys.Any(IsScrape)))
            return true;
        if (workload.LongRunning.Any(one => one.Spec.Ports.Any(port => IsMetrics(port.Name)) || one.Spec.Env.Any(variable => IsExporter(variable.Name, variable.Value))
            || one.Spec.Args.Concat(one.Spec.Command).Any(word => word.Contains("metrics", StringComparison.Ordinal))))
        {
            return true;
        }

        return context.Beside("PodMonitor", workload.Ref).Any(one => Selector(one).Matches(workload.Template.Labels))
            || context.ServicesOf(workload).Any(service => context.OfKind("ServiceMonitor").Any(monitor => Selector(monitor).Matches(service.Object.Meta.Labels)));
    }

    /// <summary>Something says where its traces go.</summary>
    public static bool HasTraces(AuditWorkload workload) =>
        workload.Template.Annotations.Keys.Any(name => name.StartsWith("instrumentation.opentelemetry.io/", StringComparison.Ordinal)
            || name.StartsWith("sidecar.opentelemetry.io/", StringComparison.Ordinal) || name.StartsWith("sidecar.istio.io/", StringComparison.Ordinal)
            || name.StartsWith("linkerd.io/inject", StringComparison.Ordinal))
        || workload.LongRunning.Any(one => one.Spec.Env.Any(variable => TracePrefixes.Any(prefix => variable.Name.StartsWith(prefix, StringComparison.Ordinal)))
            || one.Spec.Args.Concat(one.Spec.Command).Any(word => word.Contains("otlp", StringComparison.OrdinalIgnoreCase) || word.Contains("jaeger", StringComparison.OrdinalIgnoreCase) || word.Contains("tracing", StringComparison.OrdinalIgnoreCase)));

    private static bool IsScrape(string annotation) => annotation is "prometheus.io/scrape" or "prometheus.io/port" or "prometheus.io/path" || annotation.EndsWith("/scrape", StringComparison.Ordinal);

    private static bool IsMetrics(string port) => port.Contains("metric", StringComparison.Ordinal) || port.Contains("prom", StringComparison.Ordinal) || port.Contains("telemetry", StringComparison.Ordinal);

    private static bool IsExporter(string name, string value) =>
        (name.StartsWith("OTEL_", StringComparison.Ordinal) && !(name == "OTEL_METRICS_EXPORTER" && value == "none"))
        || name.Contains("METRICS", StringComparison.Ordinal) || name.Contains("STATSD", StringComparison.Ordinal) || name.StartsWith("DD_", StringComparison.Ordinal);

    /// <summary>The selector of a monitor, which is no kind of Kubernetes itself.</summary>
    private static LabelSelector Selector(ManifestObject monitor)
    {
        ManifestNode node = monitor.Root["spec"]["selector"];
        return new LabelSelector(
        [
            .. node["matchLabels"].Fields.Select(label => new LabelRequirement(label.Name, "In", [label.Text])),
            .. node["matchExpressions"].Items.Select(one => new LabelRequirement(one["key"].Text, one["operator"].Text, [.. one["values"].Items.Select(value => value.Text)])),
        ]);
    }
}
