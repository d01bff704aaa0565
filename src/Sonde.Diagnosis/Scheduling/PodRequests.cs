using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>What a pod takes of a node, as the scheduler counts it.</summary>
internal static class PodRequests
{
    /// <summary>
    /// By resource: the sum over containers and sidecars, or, where that is more, what an init container needs beside the
    /// sidecars that started before it; a request of the pod as a whole replaces both; plus the overhead
    /// (k8s.io/component-helpers resource/helpers.go).
    /// </summary>
    public static IReadOnlyDictionary<string, decimal> Of(PodSpec spec)
    {
        var running = new Dictionary<string, decimal>();
        foreach (Container container in spec.Containers)
            AddAll(running, container.Resources);
        if (spec.InitContainers.Count > 0)
            AddInit(running, spec.InitContainers);
        foreach (string resource in Names(spec.Resources))
            running[resource] = spec.Resources.RequestOf(resource);
        foreach ((string resource, Quantity amount) in spec.Overhead)
            running[resource] = running.GetValueOrDefault(resource) + amount.Value;
        return running;
    }

    private static void AddInit(Dictionary<string, decimal> running, IReadOnlyList<Container> initContainers)
    {
        var sidecars = new Dictionary<string, decimal>();
        var most = new Dictionary<string, decimal>();
        foreach (Container container in initContainers)
        {
            if (container.IsSidecar)
                AddAll(sidecars, container.Resources);
            foreach (string resource in Names(container.Resources).Union(sidecars.Keys))
            {
                decimal own = container.IsSidecar ? 0 : container.Resources.RequestOf(resource);
                most[resource] = Math.Max(most.GetValueOrDefault(resource), sidecars.GetValueOrDefault(resource) + own);
            }
        }

        foreach ((string resource, decimal amount) in sidecars)
            running[resource] = running.GetValueOrDefault(resource) + amount;
        foreach ((string resource, decimal amount) in most)
            running[resource] = Math.Max(running.GetValueOrDefault(resource), amount);
    }

    private static void AddAll(Dictionary<string, decimal> sums, ResourceNeeds needs)
    {
        foreach (string resource in Names(needs))
            sums[resource] = sums.GetValueOrDefault(resource) + needs.RequestOf(resource);
    }

    private static IEnumerable<string> Names(ResourceNeeds needs) =>
        needs.Limits.Count == 0 ? needs.Requests.Keys : needs.Requests.Keys.Union(needs.Limits.Keys);
}
