using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>Pods that kubelets evicted: those that are still there as Failed, and those that only events tell of.</summary>
internal sealed class EvictionIndex
{
    private readonly ILookup<ObjectRef, Eviction> _byWorkload;
    private readonly ILookup<string, Eviction> _byNode;

    public EvictionIndex(Cluster cluster)
    {
        var all = new Dictionary<ObjectRef, Eviction>();
        foreach (Pod pod in cluster.All<Pod>().Where(pod => pod is { Phase: "Failed", Reason: "Evicted" }))
        {
            DateTimeOffset? time = cluster.EventsAbout(pod.Ref).LastOrDefault(seen => seen.Reason == "Evicted")?.Last
                ?? pod.ConditionOf("DisruptionTarget")?.Since
                ?? pod.AllStatuses.Max(status => status.State.Terminated?.Finished) ?? pod.Started;
            all[pod.Ref] = new Eviction(pod.Ref, cluster.WorkloadOf(pod.Ref), pod.Spec.NodeName, pod.Message.Trim(), "status.message", time);
        }

        foreach (KubeEvent seen in cluster.EventsNamed("Evicted").Where(seen => seen.About.Kind == "Pod"))
        {
            all.TryAdd(seen.About, new Eviction(
                seen.About, cluster.WorkloadOfPod(seen.About), seen.Host, seen.Message.Trim(), "event Evicted", seen.Last));
        }

        Eviction[] ordered = [.. all.Values.OrderByDescending(one => one.Time).ThenBy(one => one.Pod, ObjectRef.Order)];
        _byWorkload = ordered.Where(one => one.Workload is not null).ToLookup(one => one.Workload!.Ref);
        _byNode = ordered.ToLookup(one => one.Node);
    }

    /// <summary>Those of a workload, the latest first.</summary>
    public IEnumerable<Eviction> Of(Model.Workloads.Workload workload) => _byWorkload[workload.Ref];

    /// <summary>Those from a node, the latest first.</summary>
    public IEnumerable<Eviction> From(string node) => _byNode[node];
}
