using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Shares;

/// <summary>Which traits a pod has.</summary>
internal static class PodTraits
{
    // Each names one pod, or what its owner and its revision tell already (k8s.io/api/apps/v1, well-known labels).
    private static readonly HashSet<string> OfPod =
        ["pod-template-hash", "controller-revision-hash", "statefulset.kubernetes.io/pod-name", "pod-template-generation", "controller-uid", "batch.kubernetes.io/controller-uid"];

    // The node itself says more, and the zone has a name of its own.
    private static readonly HashSet<string> OfNode = ["kubernetes.io/hostname", ZoneLabel];

    private const string ZoneLabel = "topology.kubernetes.io/zone";

    /// <summary>Traits of pods, numbered in their order.</summary>
    public static TraitTable Of(IReadOnlyList<Pod> pods, Cluster cluster)
    {
        var table = new TraitTable(pods.Count);
        for (int i = 0; i < pods.Count; i++)
        {
            foreach (Trait trait in Of(pods[i], cluster))
                table.Add(trait, i);
            if (pods[i].Meta.Created is { } created)
                table.AddTime(created, i);
        }

        return table;
    }

    private static IEnumerable<Trait> Of(Pod pod, Cluster cluster)
    {
        if (pod.IsScheduled)
        {
            var node = new ObjectRef("Node", "", pod.Spec.NodeName);
            yield return new Trait(TraitKind.Node, pod.Spec.NodeName, node);
            foreach ((string key, string value) in cluster.Find<Node>("Node", "", pod.Spec.NodeName)?.Meta.Labels ?? EmptyMap<string>.Value)
            {
                if (key == ZoneLabel)
                    yield return new Trait(TraitKind.Zone, value, null);
                else if (!OfNode.Contains(key))
                    yield return new Trait(TraitKind.NodeLabel, $"{key}={value}", null);
            }
        }

        yield return new Trait(TraitKind.Namespace, pod.Ref.Namespace, null);
        foreach (string image in pod.Spec.Containers.Select(container => container.Image).Where(image => image.Length > 0).Distinct())
            yield return new Trait(TraitKind.Image, image, null);
        foreach ((string key, string value) in pod.Meta.Labels)
        {
            if (!OfPod.Contains(key))
                yield return new Trait(TraitKind.Label, $"{key}={value}", null);
        }

        if (cluster.WorkloadOf(pod.Ref) is not { } workload || workload.Ref == pod.Ref)
            yield break;
        yield return new Trait(TraitKind.Owner, workload.Ref.ToString(), workload.Ref);
        if (RevisionOf(pod, workload) is { } revision)
            yield return new Trait(TraitKind.Revision, $"{revision} of {workload.Ref}", workload.Ref);
        foreach (ObjectRef called in cluster.Network.CalledBy(workload.Ref).Select(call => call.Service).Distinct())
            yield return new Trait(TraitKind.Calls, called.ToString(), called);
    }

    /// <summary>The number that the Deployment counts, or the hash that the pod carries.</summary>
    private static string? RevisionOf(Pod pod, Workload workload)
    {
        if (pod.Meta.Owners.FirstOrDefault(owner => owner.IsController) is { Owner.Kind: "ReplicaSet" } owner
            && workload.Parts.FirstOrDefault(part => part.Ref == owner.Owner) is ReplicaSet { Revision: > 0 } set)
        {
            return $"revision {set.Revision}";
        }

        return pod.Meta.Labels.TryGetValue("controller-revision-hash", out string? hash) ? $"revision {hash}" : null;
    }
}
