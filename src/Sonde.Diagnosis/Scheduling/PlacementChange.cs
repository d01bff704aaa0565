using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>
/// Whether a change may change where pods could go. Most changes of pods and nodes do not: readiness, restarts, heartbeats. What is
/// compared here is what <see cref="Placer"/> and its filters read of pods that have a node, and of nodes.
/// </summary>
internal static class PlacementChange
{
    // Whatever else the placement of a pod is worked out from: see VolumeFilter, and the namespaces that affinity terms choose.
    private static readonly HashSet<string> Others = ["Pod", "Node", "PersistentVolumeClaim", "PersistentVolume", "StorageClass", "CSINode", "Namespace"];

    /// <summary>Whether an object's change matters. Of a pod without a node its workload tells: <see cref="Waits"/>.</summary>
    public static bool Matters(ObjectChange change) => change switch
    {
        { Before: Pod before, After: Pod after } => IsThere(before) != IsThere(after) || (IsThere(after) && !IsSame(before, after)),
        { Before: null, After: Pod arrived } => IsThere(arrived),
        { Before: Pod left, After: null } => IsThere(left),
        { Before: Node before, After: Node after } => !IsSame(before, after),
        _ => Others.Contains(change.Ref.Kind),
    };

    /// <summary>A pod of the workload may wait for a node.</summary>
    public static bool Waits(Workload? workload) => workload is not null && workload.Pods.Any(pod => pod is { IsScheduled: false, IsDone: false });

    private static bool IsThere(Pod pod) => pod is { IsScheduled: true, IsDone: false };

    private static bool IsSame(Pod one, Pod other) =>
        one.Spec.NodeName == other.Spec.NodeName && one.Meta.Deleted is null == other.Meta.Deleted is null && Maps.IsSame(one.Meta.Labels, other.Meta.Labels)
        && Maps.IsSame(PodRequests.Of(one.Spec), PodRequests.Of(other.Spec)) && RoomFilter.HostPorts(one.Spec).SequenceEqual(RoomFilter.HostPorts(other.Spec))
        && Claims(one.Spec).SequenceEqual(Claims(other.Spec)) && Shunned(one.Spec).SequenceEqual(Shunned(other.Spec));

    private static bool IsSame(Node one, Node other) =>
        Maps.IsSame(one.Meta.Labels, other.Meta.Labels) && one.Meta.Deleted is null == other.Meta.Deleted is null && one.Meta.Knows("spec") == other.Meta.Knows("spec")
        && one.IsCordoned == other.IsCordoned && Maps.IsSame(one.Allocatable, other.Allocatable) && one.Taints.SequenceEqual(other.Taints)
        && one.Architecture == other.Architecture && one.OperatingSystem == other.OperatingSystem
        && one.ConditionOf("Ready")?.Status == other.ConditionOf("Ready")?.Status && one.ConditionOf("Ready")?.Since == other.ConditionOf("Ready")?.Since;

    private static IEnumerable<string> Claims(PodSpec spec) => spec.Volumes.Select(volume => volume.Claim).Where(claim => claim.Length > 0);

    private static IEnumerable<(string, string?, string, string?)> Shunned(PodSpec spec) => spec.PodAntiAffinity.Select(term =>
        (term.TopologyKey, term.Selector?.ToString(), string.Join(',', term.Namespaces), term.NamespaceSelector?.ToString()));
}
