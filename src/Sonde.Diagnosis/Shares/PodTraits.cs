using System.Globalization;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Shares;

/// <summary>Which traits pods have. What many pods have in common is made once.</summary>
internal sealed class PodTraits
{
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    // Each names one pod, or what its owner and its revision tell already (k8s.io/api/apps/v1, well-known labels).
    private static readonly HashSet<string> OfPod =
        ["pod-template-hash", "controller-revision-hash", "statefulset.kubernetes.io/pod-name", "pod-template-generation", "controller-uid", "batch.kubernetes.io/controller-uid"];

    private readonly Cluster _cluster;
    private readonly Dictionary<string, Trait[]> _ofNodes = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectRef, Trait[]> _ofWorkloads = [];
    private readonly Dictionary<(ObjectRef Workload, string Revision), Trait> _revisions = [];
    private readonly Dictionary<(string Key, string Value), Trait> _labels = [];

    public PodTraits(Cluster cluster) => _cluster = cluster;

    /// <summary>The traits of some pods and of which of them fail, numbered in their order.</summary>
    public TraitTable TableOf(IReadOnlyList<Pod> pods, IReadOnlySet<int> failing)
    {
        var table = new TraitTable(pods.Count, failing);
        for (int i = 0; i < pods.Count; i++)
        {
            if (pods[i].Meta.Created is { } created)
                table.AddTime(created, i);
            foreach (Trait trait in Of(pods[i]))
                table.Add(trait, i);
        }

        return table;
    }

    /// <summary>The traits of a pod, but for when it was made; the same one may come twice.</summary>
    public IEnumerable<Trait> Of(Pod pod)
    {
        if (pod.IsScheduled)
        {
            foreach (Trait trait in Made(_ofNodes, pod.Spec.NodeName, OfNode))
                yield return trait;
        }

        yield return new Trait(TraitKind.Namespace, pod.Ref.Namespace, null);
        foreach (Container container in pod.Spec.Containers)
        {
            if (container.Image.Length > 0)
                yield return new Trait(TraitKind.Image, container.Image, null);
        }

        foreach ((string key, string value) in pod.Meta.Labels)
        {
            if (!OfPod.Contains(key))
                yield return Made(_labels, (Key: key, Value: value), static one => new Trait(TraitKind.Label, $"{one.Key}={one.Value}", null));
        }

        if (_cluster.WorkloadOf(pod.Ref) is not { } workload || workload.Ref == pod.Ref)
            yield break;
        foreach (Trait trait in Made(_ofWorkloads, workload.Ref, OfWorkload))
            yield return trait;
        if (RevisionOf(pod, workload) is { } revision)
            yield return Made(_revisions, (Workload: workload.Ref, Revision: revision), static one => new Trait(TraitKind.Revision, $"revision {one.Revision} of {one.Workload}", one.Workload));
    }

    /// <summary>The Services that a workload names.</summary>
    public static IEnumerable<ObjectRef> CalledBy(ObjectRef workload, Cluster cluster) => cluster.Network.CalledBy(workload).Select(call => call.Service).Distinct();

    private Trait[] OfNode(string name)
    {
        var traits = new List<Trait> { new(TraitKind.Node, name, new ObjectRef("Node", "", name)) };
        foreach ((string key, string value) in _cluster.Find<Node>("Node", "", name)?.Meta.Labels ?? EmptyMap<string>.Value)
        {
            if (key == ZoneLabel)
                traits.Add(new Trait(TraitKind.Zone, value, null));
            else
                traits.Add(new Trait(TraitKind.NodeLabel, $"{key}={value}", null));
        }

        return [.. traits];
    }

    private Trait[] OfWorkload(ObjectRef workload) =>
    [
        new Trait(TraitKind.Owner, workload.ToString(), workload),
        .. CalledBy(workload, _cluster).Select(called => new Trait(TraitKind.Calls, called.ToString(), called)),
    ];

    /// <summary>The number that the Deployment counts, or the hash that the pod carries.</summary>
    private static string? RevisionOf(Pod pod, Workload workload)
    {
        if (pod.Meta.Owners.FirstOrDefault(owner => owner.IsController) is { Owner.Kind: "ReplicaSet" } owner
            && workload.Parts.FirstOrDefault(part => part.Ref == owner.Owner) is ReplicaSet { Revision: > 0 } set)
        {
            return set.Revision.ToString(CultureInfo.InvariantCulture);
        }

        return pod.Meta.Labels.GetValueOrDefault("controller-revision-hash");
    }

    private static TValue Made<TKey, TValue>(Dictionary<TKey, TValue> known, TKey key, Func<TKey, TValue> make)
        where TKey : notnull
    {
        if (!known.TryGetValue(key, out TValue? value))
            known[key] = value = make(key);
        return value;
    }
}
