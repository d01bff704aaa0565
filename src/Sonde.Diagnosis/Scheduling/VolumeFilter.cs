using System.Globalization;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Storage;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>Can a node use the volumes of a pod.</summary>
internal sealed class VolumeFilter
{
    // A volume of an older provisioner tells its place by labels (VolumeZone plug-in); several zones are joined by "__".
    private static readonly string[] PlaceLabels =
    [
        "topology.kubernetes.io/zone", "topology.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
    ];

    private readonly Cluster _cluster;
    private readonly string _space;
    private readonly List<(PersistentVolumeClaim Claim, PersistentVolume? Volume)> _claims = [];
    private readonly Dictionary<ObjectRef, PersistentVolume[]> _free = [];

    public VolumeFilter(Cluster cluster, Pod pod)
    {
        _cluster = cluster;
        _space = pod.Ref.Namespace;
        foreach (string name in pod.Spec.Volumes.Select(volume => volume.Claim).Where(claim => claim.Length > 0).Distinct())
            Take(name, pod);
    }

    /// <summary>The claim that the pod waits for, on whatever node; null when there is none.</summary>
    public ObjectRef? WaitsFor { get; private set; }

    /// <summary>What no node can help; null when it depends on the node.</summary>
    public Refusal? Everywhere { get; private set; }

    /// <summary>Claims of the pod.</summary>
    public IEnumerable<ObjectRef> Claims => _claims.Select(pair => pair.Claim.Ref);

    /// <summary>Why a node cannot use the volumes.</summary>
    public IEnumerable<Refusal> Check(NodeRoom room)
    {
        foreach ((PersistentVolumeClaim claim, PersistentVolume? volume) in _claims)
        {
            Refusal? refusal = volume is not null ? OfVolume(claim, volume, room.Node) : OfUnbound(claim, room.Node);
            if (refusal is not null)
                yield return refusal;
        }

        if (_claims.Count > 0 && OfLimits(room) is { } full)
            yield return full;
    }

    private void Take(string name, Pod pod)
    {
        var reference = new ObjectRef("PersistentVolumeClaim", _space, name);
        if (_cluster.Find(reference) is not PersistentVolumeClaim claim)
        {
            if (_cluster.KnowsAll("PersistentVolumeClaim", _space) && !IsMadeLater(name, pod))
                Everywhere ??= new Refusal(Obstacle.Volume, $"the claim {name} does not exist", name);
            return;
        }

        if (claim.Volume.Length > 0 && claim.Phase != "Lost")
        {
            var volume = _cluster.Find<PersistentVolume>("PersistentVolume", "", claim.Volume);
            _claims.Add((claim, volume));
            if (volume is null && _cluster.KnowsAll("PersistentVolume", ""))
                WaitsFor ??= reference;
            if (claim.AccessModes.Contains("ReadWriteOncePod") && UserOf(name, pod) is { } user)
                Everywhere ??= new Refusal(Obstacle.Volume, $"the claim {name} is ReadWriteOncePod and {user} uses it", name);
            return;
        }

        _claims.Add((claim, null));
        if (claim.Phase == "Lost" || ClassOf(claim) is not { WaitsForConsumer: true })
            WaitsFor ??= reference;
    }

    /// <summary>The claim of an ephemeral volume is made after the pod.</summary>
    private static bool IsMadeLater(string name, Pod pod) =>
        pod.Spec.Volumes.Any(volume => volume.Claim == name && volume.Type == "ephemeral");

    private ObjectRef? UserOf(string claim, Pod self) => _cluster.All<Pod>()
        .FirstOrDefault(pod => pod is { IsDone: false, IsScheduled: true } && pod.Ref.Namespace == _space && pod.Ref != self.Ref
            && pod.Spec.Volumes.Any(volume => volume.Claim == claim))?.Ref;

    private StorageClass? ClassOf(PersistentVolumeClaim claim) => claim.StorageClass is { Length: > 0 } name
        ? _cluster.Find<StorageClass>("StorageClass", "", name)
        : claim.StorageClass is null ? _cluster.All<StorageClass>().FirstOrDefault(one => one.IsDefault) : null;

    private static Refusal? OfVolume(PersistentVolumeClaim claim, PersistentVolume volume, Node node)
    {
        if (volume.NodeAffinity.Count > 0 && !volume.NodeAffinity.Any(term => term.Matches(node.Meta.Labels, node.Ref.Name)))
        {
            return new Refusal(
                Obstacle.Volume, $"cannot use volume {volume.Ref.Name} of claim {claim.Ref.Name}, which is only for {string.Join(" or ", volume.NodeAffinity)}", claim.Ref.Name);
        }

        foreach (string label in PlaceLabels)
        {
            if (volume.NodeAffinity.Count == 0 && volume.Meta.Labels.TryGetValue(label, out string? places)
                && node.Meta.Labels.TryGetValue(label, out string? own) && !places.Split("__").Contains(own))
            {
                return new Refusal(
                    Obstacle.Volume, $"is in {label}={own}, and volume {volume.Ref.Name} of claim {claim.Ref.Name} is in {places}", claim.Ref.Name);
            }
        }

        return null;
    }

    private Refusal? OfUnbound(PersistentVolumeClaim claim, Node node)
    {
        if (ClassOf(claim) is not { WaitsForConsumer: true } storageClass)
            return null;
        if (storageClass.Provisioner != "kubernetes.io/no-provisioner")
        {
            return storageClass.AllowedTopologies.Count == 0
                || storageClass.AllowedTopologies.Any(term => term.Matches(node.Meta.Labels, node.Ref.Name))
                ? null
                : new Refusal(
                    Obstacle.Volume,
                    $"is outside of where class {storageClass.Ref.Name} makes volumes ({string.Join(" or ", storageClass.AllowedTopologies)})",
                    claim.Ref.Name);
        }

        if (!_free.TryGetValue(claim.Ref, out PersistentVolume[]? free))
            _free[claim.Ref] = free = [.. _cluster.All<PersistentVolume>().Where(volume => volume.StorageClass == storageClass.Ref.Name && Fits(claim, volume))];
        bool hasOne = Array.Exists(free, volume =>
            volume.NodeAffinity.Count == 0 || volume.NodeAffinity.Any(term => term.Matches(node.Meta.Labels, node.Ref.Name)));
        return hasOne ? null : new Refusal(
            Obstacle.Volume, $"has no free volume of class {storageClass.Ref.Name} that fits claim {claim.Ref.Name}", claim.Ref.Name);
    }

    private static bool Fits(PersistentVolumeClaim claim, PersistentVolume volume) =>
        (volume.Phase is "Available" || volume.Claim == claim.Ref) && volume.Mode == claim.Mode
        && (claim.Request is null || volume.Capacity is null || volume.Capacity.Value.Value >= claim.Request.Value.Value)
        && claim.AccessModes.All(volume.AccessModes.Contains)
        && (claim.Selector is null || claim.Selector.Matches(volume.Meta.Labels));

    /// <summary>A driver tells how many of its volumes a node can hold.</summary>
    private Refusal? OfLimits(NodeRoom room)
    {
        if (_cluster.Find<CsiNode>("CSINode", "", room.Name) is not { } drivers)
            return null;
        foreach (IGrouping<string, string> wanted in _claims.Where(pair => pair.Volume is { CsiDriver.Length: > 0 })
            .GroupBy(pair => pair.Volume!.CsiDriver, pair => pair.Volume!.Ref.Name))
        {
            if (drivers.Drivers.GetValueOrDefault(wanted.Key) is not { } limit)
                continue;
            HashSet<string> held =
            [
                .. room.Pods.SelectMany(pod => pod.Spec.Volumes.Where(volume => volume.Claim.Length > 0).Select(volume => (pod.Ref.Namespace, volume.Claim)))
                    .Select(one => _cluster.Find<PersistentVolumeClaim>("PersistentVolumeClaim", one.Namespace, one.Claim)?.Volume ?? "")
                    .Where(name => _cluster.Find<PersistentVolume>("PersistentVolume", "", name)?.CsiDriver == wanted.Key),
            ];
            if (held.Union(wanted).Count() > limit)
            {
                return new Refusal(Obstacle.Volume, string.Create(CultureInfo.InvariantCulture,
                    $"holds {held.Count} of at most {limit} volumes of {wanted.Key}"), wanted.Key);
            }
        }

        return null;
    }
}
