using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Model;

/// <summary>Which templates a workload has had.</summary>
internal sealed class RevisionIndex
{
    // k8s.io/api apps/v1: the label that ties a pod of a StatefulSet or DaemonSet to its ControllerRevision.
    private const string HashLabel = "controller-revision-hash";

    private readonly ILookup<ObjectRef, ControllerRevision> _byOwner;

    public RevisionIndex(Cluster cluster)
    {
        _byOwner = cluster.All<ControllerRevision>()
            .SelectMany(revision => revision.Meta.Owners.Where(owner => owner.IsController).Select(owner => (owner.Owner, revision)))
            .ToLookup(pair => pair.Owner, pair => pair.revision);
    }

    /// <summary>The revisions of a workload, the newest first; empty when no object tells them.</summary>
    public IReadOnlyList<Revision> Of(Workload workload)
    {
        ILookup<ObjectRef, Pod> byOwner = workload.Pods.Where(pod => !pod.IsDone)
            .ToLookup(pod => pod.Meta.Owners.FirstOrDefault(owner => owner.IsController)?.Owner ?? default);
        Revision[] sets =
        [
            .. workload.Parts.OfType<ReplicaSet>().Where(set => set.Revision > 0)
                .Select(set => new Revision(set.Revision, set.Ref, set.Meta.Created, set.Template, [.. byOwner[set.Ref]])),
        ];
        return
        [
            .. (sets.Length > 0 ? sets : _byOwner[workload.Ref].Select(revision => new Revision(
                revision.Number, revision.Ref, revision.Meta.Created, revision.Template, [.. PodsOf(workload, revision)])))
                .OrderByDescending(revision => revision.Number),
        ];
    }

    /// <summary>A StatefulSet's pods carry the revision's name, those of a DaemonSet only its hash.</summary>
    private static IEnumerable<Pod> PodsOf(Workload workload, ControllerRevision revision) => workload.Pods.Where(pod =>
        !pod.IsDone && pod.Meta.Labels.TryGetValue(HashLabel, out string? hash)
        && (hash == revision.Ref.Name || revision.Ref.Name.EndsWith("-" + hash, StringComparison.Ordinal)));
}
