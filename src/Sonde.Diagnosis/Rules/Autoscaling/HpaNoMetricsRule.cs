using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Extension;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A HorizontalPodAutoscaler cannot measure: there is no metrics API, or a container lacks the request that a percentage is of.</summary>
internal sealed partial class HpaNoMetricsRule : ObjectRule<HorizontalPodAutoscaler>
{
    // Pods that have just started have no figures yet: metrics-server looks every 15 s, and the autoscaler waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Slug => "hpa-no-metrics";

    public override IReadOnlyList<string> Kinds => ["HorizontalPodAutoscaler", "APIService", "Deployment", "StatefulSet", "ReplicaSet", "Pod", "Event"];

    public override void Evaluate(HorizontalPodAutoscaler subject, RuleContext context)
    {
        Condition? active = subject.ConditionOf("ScalingActive");
        // ScalingDisabled: somebody set the replicas to zero, and means it.
        bool fails = active is { Status: "False", Reason: not ("ScalingDisabled" or "AmbiguousSelector") } && context.Now - active.Since >= Patience;
        Workload? workload = context.WorkloadOf(subject.Target);
        (string Container, string Resource)? lacking = workload?.Template is { } template ? Lacking(subject, template.Spec) : null;
        // Which pods to measure is not even clear: selector-overlap's.
        if (active is { Status: "False", Reason: "AmbiguousSelector" })
            return;
        if (!fails && (lacking is null || active is { Status: "True" }))
            return;
        string message = active?.Message ?? "";
        (string why, ObjectRef? api, string container) = Why(message, lacking, context);
        bool isUnready = message.Contains("pods might be unready", StringComparison.Ordinal) || message.Contains("no metrics returned", StringComparison.Ordinal);
        context.Report(new Finding(Slug, subject.Ref, $"cannot scale {subject.Target.Kind} {subject.Target.Name}: {why}")
        {
            Container = container,
            Severity = Severity.Warning,
            Confidence = fails ? Confidence.Certain : Confidence.Likely,
            Since = active?.Since,
            Evidence =
            [
                .. active is null ? (Evidence[])[] : [new Evidence(subject.Ref, "status.conditions[ScalingActive]", $"{active.Reason}: {active.Message}", active.Since)],
                .. subject.Metrics.Take(3).Select(metric => new Evidence(subject.Ref, "spec.metrics", Text(metric), null)),
                .. lacking is { } missing && container.Length > 0 ? [new Evidence(subject.Target, $"spec.containers[{missing.Container}].resources.requests.{missing.Resource}", "not set", null)] : (Evidence[])[],
            ],
            Blames = [.. api is { } service ? (ObjectRef[])[service] : [], .. isUnready && workload is not null ? (ObjectRef[])[workload.Ref] : []],
            Remedies = [.. Remedies(workload, api, lacking, container)],
        });
    }

    private static (string Why, ObjectRef? Api, string Container) Why(string message, (string Container, string Resource)? lacking, RuleContext context)
    {
        if (Request().Match(message) is { Success: true } request)
        {
            string container = request.Groups["container"].Value is { Length: > 0 } named ? named : lacking?.Container ?? "";
            return ($"a percentage of the {request.Groups["resource"].Value} request is to be kept, and container {(container.Length > 0 ? container : "of its pods")} has no such request", null, container);
        }

        if (Group().Match(message) is { Success: true } group)
        {
            string api = group.Groups["group"].Value;
            ApiService? service = context.All<ApiService>().FirstOrDefault(one => one.Group == api);
            string state = service is null
                ? context.KnowsAll("APIService", "") ? "nothing serves it (no APIService has that group)" : "the API server does not have it"
                : service.ConditionOf("Available") is { IsTrue: false } down ? $"{service.Ref} is not available ({down.Reason})" : "it does not answer";
            return ($"the metrics API {api} is missing: {state}", service?.Ref ?? new ObjectRef("APIService", "", $"v1beta1.{api}"), "");
        }

        if (lacking is { } missing && message.Length == 0)
            return ($"a percentage of the {missing.Resource} request is to be kept, and container {missing.Container} has no such request", null, missing.Container);
        return (message.Length == 0 ? "it has no metrics" : LogExcerpt.Shorten(Prefix().Replace(message, "")), null, "");
    }

    /// <summary>A container whose request a percentage would need; one alone, a sidecar too, makes the sum unknown.</summary>
    private static (string Container, string Resource)? Lacking(HorizontalPodAutoscaler autoscaler, PodSpec spec)
    {
        foreach (ScalingMetric metric in autoscaler.Metrics.Where(metric => metric.Utilization is not null && metric.Type is "Resource" or "ContainerResource"))
        {
            foreach (Container container in spec.Containers.Concat(spec.InitContainers.Where(one => one.IsSidecar)).Where(one => metric.Container.Length == 0 || one.Name == metric.Container))
            {
                if (container.Resources.RequestOf(metric.Name) == 0 && spec.Resources.RequestOf(metric.Name) == 0)
                    return (container.Name, metric.Name);
            }
        }

        return null;
    }

    private static IEnumerable<Remedy> Remedies(Workload? workload, ObjectRef? api, (string Container, string Resource)? lacking, string container)
    {
        if (api is { } service)
        {
            yield return service.Name.EndsWith("metrics.k8s.io", StringComparison.Ordinal) && !service.Name.Contains("custom", StringComparison.Ordinal) && !service.Name.Contains("external", StringComparison.Ordinal)
                ? new Remedy("install metrics-server, or bring it back; kubectl top must work again", $"kubectl get apiservice {service.Name}; kubectl top pods", null, IsDisruptive: false)
                : new Remedy("install the adapter that serves this metrics API (prometheus-adapter, KEDA), or bring it back", $"kubectl get apiservice {service.Name}", null, IsDisruptive: false);
        }
        else if (lacking is { } missing && container.Length > 0)
        {
            yield return new Remedy($"give container {missing.Container} a request of {missing.Resource}", null,
                workload is null ? null : PodPatch.Of(workload, $"containers: [{{name: {missing.Container}, resources: {{requests: {{{missing.Resource}: {(missing.Resource == "cpu" ? "100m" : "128Mi")}}}}}}}]"), IsDisruptive: true);
            yield return new Remedy("or measure one container alone (metric type ContainerResource), or an amount (AverageValue)", null, null, IsDisruptive: false);
        }
        else
        {
            yield return new Remedy("look at what the metric is made of, and whether its source answers", null, null, IsDisruptive: false);
        }
    }

    private static string Text(ScalingMetric metric) =>
        $"{metric.Type} {metric.Name}{(metric.Container.Length > 0 ? $" of container {metric.Container}" : "")}{(metric.Utilization is { } percent ? $", {percent} % of the request" : "")}";

    // podautoscaler/metrics: "missing request for cpu in container x of Pod y", older: "missing request for cpu"
    [GeneratedRegex(@"missing request for (?<resource>[\w.-]+)( in container (?<container>[\w.-]+))?", RegexOptions.ExplicitCapture)]
    private static partial Regex Request();

    [GeneratedRegex(@"(could not find the requested resource|is currently unable to handle the request|no custom metrics API|no external metrics API|unable to fetch metrics from [\w ]+ metrics API).*?(?<group>(custom\.|external\.)?metrics\.k8s\.io)", RegexOptions.ExplicitCapture)]
    private static partial Regex Group();

    [GeneratedRegex("^the HPA was unable to compute the replica count: ")]
    private static partial Regex Prefix();
}
