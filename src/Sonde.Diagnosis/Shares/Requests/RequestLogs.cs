using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>Which logs are worth reading for the requests in them: those of proxies that stand before others.</summary>
internal static class RequestLogs
{
    private const int MostPods = 4;

    // Parts of the names of the proxies' images; a server that is none costs one log more.
    private static readonly string[] Proxies = ["nginx", "envoy", "proxyv2", "traefik", "haproxy", "caddy", "httpd", "kong", "apisix", "ingress"];

    /// <summary>The logs of a workload's pods, when it is a proxy. Sidecars are left out: there would be one for each pod of the cluster.</summary>
    public static IEnumerable<LogRequest> Wanted(Workload workload) => workload.IsBatch
        ? []
        : workload.Pods.Where(pod => pod is { Phase: "Running", Meta.Deleted: null, Spec.Containers: [{ } only] } && IsProxy(only.Image)
                && pod.StatusOf(only.Name) is { State.RunningSince: not null })
            .Take(MostPods)
            .Select(pod => new LogRequest(pod.Ref, pod.Spec.Containers[0].Name, IsPrevious: false));

    private static bool IsProxy(string image) => Array.Exists(Proxies, name => image.Contains(name, StringComparison.OrdinalIgnoreCase));
}
