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

    /// <summary>Traits of pods, numbered in their order.</summary>
    public static TraitTable Of(IReadOnlyList<Pod> pods, Cluster cluster)
    {
        var table = new TraitTable(pods.Count);
        var traits = new PodTraits(cluster);
        for (int i = 0; i < pods.Count; i++)
        {
            if (pods[i].Meta.Created is { } created)
                table.AddTime(created, i);
            traits.Add(pods[i], i, table);
        }

        return table;
    }

    /// <summary>Notes the traits of a pod for a thing that has to do with it: itself, or a request that it served.</summary>
    public void Add(Pod pod, int number, TraitTable table)
    {
        if (pod.IsScheduled)
            AddAll(Made(_ofNodes, pod.Spec.NodeName, OfNode), number, table);
        table.Add(new Trait(TraitKind.Namespace, pod.Ref.Namespace, null), number);
        foreach (Container container in pod.Spec.Containers)
        {
            if (container.Image.Length > 0)
                table.Add(new Trait(TraitKind.Image, container.Image, null), number);
        }

        foreach ((string key, string value) in pod.Meta.Labels)
        {
            if (!OfPod.Contains(key))
                table.Add(Made(_labels, (Key: key, Value: value), static one => new Trait(TraitKind.Label, $"{one.Key}={one.Value}", null)), number);
        }

        if (_cluster.WorkloadOf(pod.Ref) is not { } workload || workload.Ref == pod.Ref)
            return;
        AddAll(Made(_ofWorkloads, workload.Ref, OfWorkload), number, table);
        if (RevisionOf(pod, workload) is { } revision)
            table.Add(Made(_revisions, (Workload: workload.Ref, Revision: revision), static one => new Trait(TraitKind.Revision, $"revision {one.Revision} of {one.Workload}", one.Workload)), number);
    }

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
        .. _cluster.Network.CalledBy(workload).Select(call => call.Service).Distinct().Select(called => new Trait(TraitKind.Calls, called.ToString(), called)),
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

    private static void AddAll(Trait[] traits, int number, TraitTable table)
    {
        foreach (Trait trait in traits)
            table.Add(trait, number);
    }

    private static TValue Made<TKey, TValue>(Dictionary<TKey, TValue> known, TKey key, Func<TKey, TValue> make)
        where TKey : notnull
    {
        if (!known.TryGetValue(key, out TValue? value))
            known[key] = value = make(key);
        return value;
    }
}
