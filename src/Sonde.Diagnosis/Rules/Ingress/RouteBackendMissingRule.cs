using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>A route of the Gateway API sends requests to a Service or port that does not exist, or that it may not refer to.</summary>
internal sealed class RouteBackendMissingRule : ObjectRule<GatewayRoute>
{
    public override string Slug => "route-backend-missing";

    public override IReadOnlyList<string> Kinds => ["HTTPRoute", "GRPCRoute", "ReferenceGrant", "Service"];

    public override void Evaluate(GatewayRoute subject, RuleContext context)
    {
        (RouteBackend Backend, string Problem, Remedy Remedy)[] wrong = [.. subject.Backends.Select(backend => Problem(subject, backend, context)).OfType<(RouteBackend, string, Remedy)>()];
        if (wrong.Length == 0)
            return;
        string hosts = subject.Hosts.Count > 0 ? $"requests for {string.Join(", ", subject.Hosts.Take(3))}" : "requests";
        context.Report(new Finding(Slug, subject.Ref, $"sends {hosts} to {wrong[0].Problem}{(wrong.Length > 1 ? $"; {wrong.Length - 1} more of its {subject.Backends.Count} backends {(wrong.Length == 2 ? "is" : "are")} wrong" : "")}")
        {
            Since = subject.Meta.Created,
            Evidence =
            [
                .. wrong.Take(4).Select(one => new Evidence(subject.Ref, one.Backend.Path, $"{one.Backend.Service.Namespace}/{one.Backend.Service.Name}:{one.Backend.Port}", null)),
                .. subject.Said.Where(said => said.Condition is { Type: "ResolvedRefs", Status: "False" }).Take(2)
                    .Select(said => new Evidence(subject.Ref, $"status.parents[{said.Gateway.Name}].conditions[ResolvedRefs]", $"{said.Condition.Reason}: {said.Condition.Message}", said.Condition.Since)),
            ],
            Remedies = [wrong[0].Remedy],
        });
    }

    private static (RouteBackend, string, Remedy)? Problem(GatewayRoute route, RouteBackend backend, RuleContext context)
    {
        ObjectRef name = backend.Service;
        string full = name.Namespace == route.Ref.Namespace ? $"Service {name.Name}" : $"Service {name.Namespace}/{name.Name}";
        Remedy edit = new("name a Service and a port that exist, or make the Service", $"kubectl edit {route.Ref.Kind.ToLowerInvariant()} -n {route.Ref.Namespace} {route.Ref.Name}", null, IsDisruptive: false);
        Service? service = context.Find<Service>("Service", name.Namespace, name.Name);
        if (service is null)
        {
            if (!context.KnowsAll("Service", name.Namespace))
                return null;
            string? near = NearName.Of(name.Name, context.All<Service>().Where(one => one.Ref.Namespace == name.Namespace).Select(one => one.Ref.Name));
            return (backend, $"{full}, which does not exist{(near is null ? "" : $"; {near} exists")}", edit);
        }

        if (backend.Port > 0 && service.Ports.Count > 0 && !service.Ports.Any(port => port.Number == backend.Port))
            return (backend, $"port {backend.Port} of {full}, which it does not have: it has {string.Join(", ", service.Ports.Select(port => port.Number))}", edit);
        bool isForeign = name.Namespace != route.Ref.Namespace;
        return isForeign && context.KnowsAll("ReferenceGrant", name.Namespace) && !context.All<ReferenceGrant>().Any(grant => grant.Allows(route.Ref, name))
            ? (backend, $"{full} of another namespace, and no ReferenceGrant there allows it",
                new Remedy($"let a ReferenceGrant in namespace {name.Namespace} allow {route.Ref.Kind}s of {route.Ref.Namespace} to refer to its Services, or keep route and Service together", null, null, IsDisruptive: false))
            : null;
    }
}
