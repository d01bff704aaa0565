using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Rules;

/// <summary>What stands behind a Service that a part of the cluster relies on.</summary>
internal static class Backers
{
    /// <summary>The Service and the workloads behind it: their trouble would explain that it does not serve.</summary>
    public static IReadOnlyList<ObjectRef> Of(ObjectRef name, RuleContext context)
    {
        if (context.Find(name) is not Service service)
            return [];
        return
        [
            name,
            .. context.PodsOf(service).Select(pod => context.WorkloadOf(pod.Ref)?.Ref ?? pod.Ref)
                // Without a pod, the workload that would make them.
                .Concat(context.WorkloadsIn(name.Namespace)
                    .Where(workload => workload.Template is { } template && context.ServicesFor(name.Namespace, template.Labels).Contains(service))
                    .Select(workload => workload.Ref))
                .Distinct(),
        ];
    }

    /// <summary>What is wrong with a port of a Service, as the end of a sentence that it begins; null when it serves or cannot be seen.</summary>
    public static string? StateOf(ObjectRef name, int port, RuleContext context)
    {
        if (context.Find(name) is not Service service)
            return context.KnowsAll("Service", name.Namespace) ? "does not exist" : null;
        if (service.Type == "ExternalName")
            return null;
        if (port > 0 && service.Ports.All(one => one.Number != port))
            return $"has no port {port}: it has {string.Join(", ", service.Ports.Select(one => one.Number))}";
        return Serves(service, context) ? null : "has no ready endpoint";
    }

    /// <summary>Whether a Service has an endpoint that takes traffic; true when that cannot be seen.</summary>
    public static bool Serves(Service service, RuleContext context)
    {
        IReadOnlyList<EndpointSlice> slices = context.SlicesOf(service);
        if (slices.Count > 0)
            return slices.Any(slice => slice.Endpoints.Any(endpoint => endpoint.IsReady));
        return service.Selector.Count == 0 || !context.KnowsAll("Pod", service.Ref.Namespace) || context.PodsOf(service).Any(pod => pod.IsReady);
    }
}
