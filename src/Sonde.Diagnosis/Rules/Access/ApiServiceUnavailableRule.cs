using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Extension;

namespace Sonde.Diagnosis.Rules;

/// <summary>A part of the API that another server serves is not available.</summary>
internal sealed class ApiServiceUnavailableRule : ObjectRule<ApiService>
{
    // The aggregator looks every 30 s; a server that restarts is away for a moment.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override string Slug => "api-service-unavailable";

    public override IReadOnlyList<string> Kinds => ["APIService", "Service", "EndpointSlice", "Pod", "Deployment"];

    public override void Evaluate(ApiService subject, RuleContext context)
    {
        if (subject.Service is not { } service || subject.ConditionOf("Available") is not { IsTrue: false } available || context.Now - available.Since < Patience)
            return;
        string breaks = subject.Group switch
        {
            "metrics.k8s.io" => "kubectl top and autoscalers by CPU or memory have no figures",
            "custom.metrics.k8s.io" or "external.metrics.k8s.io" => "autoscalers by these metrics do not scale",
            _ => "its kinds cannot be read or written",
        };
        string state = Backers.StateOf(service, subject.Port, context) is { } told ? $"{service} {told}" : Words(available, service);
        context.Report(new Finding(Slug, subject.Ref, $"is not available: {state}; {breaks}, and no namespace can be deleted")
        {
            Since = available.Since,
            Evidence =
            [
                new Evidence(subject.Ref, "status.conditions[Available]", $"{available.Reason}: {LogExcerpt.Shorten(available.Message)}", available.Since),
                new Evidence(subject.Ref, "spec.service", $"{service.Namespace}/{service.Name}, port {subject.Port}", null),
            ],
            Blames = Backers.Of(service, context),
            Remedies =
            [
                new Remedy("bring back the server behind it: its Service, and the pods that the Service selects", $"kubectl get -n {service.Namespace} service/{service.Name} endpointslices,pods", null, IsDisruptive: false),
                new Remedy("or delete the APIService, if what registered it is gone for good", $"kubectl delete apiservice {subject.Ref.Name}", null, IsDisruptive: false),
            ],
        });
    }

    // kube-aggregator pkg/controllers/status: ServiceNotFound, MissingEndpoints, EndpointsNotFound, FailedDiscoveryCheck, ServicePortError
    private static string Words(Condition available, ObjectRef service) => available.Reason switch
    {
        "ServiceNotFound" => $"{service} does not exist",
        "MissingEndpoints" or "EndpointsNotFound" => $"{service} has no ready endpoint",
        "FailedDiscoveryCheck" => $"{service} does not answer as an API server ({LogExcerpt.Shorten(available.Message)})",
        _ => $"{available.Reason}, {LogExcerpt.Shorten(available.Message)}",
    };
}
