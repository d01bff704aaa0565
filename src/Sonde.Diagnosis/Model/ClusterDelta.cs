using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Model;

/// <summary>What one step changed in a cluster, and which answers about it are not the same any more.</summary>
/// <param name="objects">Objects, each at most once; no events.</param>
internal sealed class ClusterDelta(IReadOnlyList<ObjectChange> objects)
{
    private readonly HashSet<ObjectRef> _workloads = [];
    private readonly HashSet<ObjectRef> _keys = [];

    /// <summary>The objects.</summary>
    public IReadOnlyList<ObjectChange> Objects => objects;

    /// <summary>Pods may belong to other workloads than before.</summary>
    public bool ChangesTree { get; private set; }

    /// <summary>Workloads may call other Services than before: Services came, went or changed, or ConfigMaps, which name them.</summary>
    public bool ChangesCalls => ChangesTree || objects.Any(change => change.Sides.Any(side => side is Service or ConfigMap));

    /// <summary>Workloads that are not the same any more, or that came or went.</summary>
    public IReadOnlySet<ObjectRef> Workloads => _workloads;

    /// <summary>What readers have to read again: <see cref="ReadKeys"/>.</summary>
    public IReadOnlySet<ObjectRef> Keys => _keys;

    /// <summary>Pods may belong to others; so may those that are gone, which events tell of.</summary>
    public void NoteTree()
    {
        ChangesTree = true;
        _keys.Add(ReadKeys.Evictions);
    }

    /// <summary>Notes workloads.</summary>
    public void NoteWorkloads(IEnumerable<ObjectRef> workloads) => _workloads.UnionWith(workloads);

    /// <summary>Time has gone on.</summary>
    public void NoteNow() => _keys.Add(ReadKeys.Now);

    /// <summary>A log was read, or is gone.</summary>
    public void NoteLog(ObjectRef pod) => _keys.Add(ReadKeys.Log(pod));

    /// <summary>An event came, changed or went.</summary>
    public void NoteEvent(KubeEvent seen)
    {
        _keys.Add(ReadKeys.EventsAbout(seen.About));
        _keys.Add(ReadKeys.EventsNamed(seen.Reason));
        if (seen.Reason == "Evicted")
            _keys.Add(ReadKeys.Evictions);
        if (seen.Reason == "FailedScheduling")
            _keys.Add(ReadKeys.Placements);
    }

    /// <summary>Works out the keys of the objects and workloads, once the next moment is made, which takes over whatever has none.</summary>
    /// <param name="before">The moment before.</param>
    /// <param name="after">The moment after.</param>
    public void Complete(Cluster before, Cluster after)
    {
        foreach (ObjectChange change in objects)
        {
            if (PlacementChange.Matters(change))
                _keys.Add(ReadKeys.Placements);
            foreach (KubeObject side in change.Sides)
            {
                AddKind(side);
                switch (side)
                {
                    case Pod pod:
                        AddPod(pod, after);
                        break;
                    case EndpointSlice slice:
                        _keys.Add(ReadKeys.SlicesOf(NetworkIndex.ServiceOf(slice)));
                        break;
                    case Ingress ingress:
                        _keys.UnionWith(NetworkIndex.ServicesOf(ingress).Select(ReadKeys.IngressesTo));
                        break;
                    case Service service:
                        _keys.Add(ReadKeys.PodsOf(service.Ref));
                        _keys.Add(ReadKeys.CallersOf(service.Ref));
                        break;
                }
            }
        }

        foreach (ObjectRef name in _workloads)
        {
            _keys.Add(ReadKeys.Workload(name));
            _keys.Add(ReadKeys.WorkloadsIn(name.Namespace));
            _keys.Add(ReadKeys.AnyWorkload);
            foreach (Cluster moment in (Cluster[])[before, after])
            {
                _keys.UnionWith(moment.Network.CalledBy(name).Select(call => ReadKeys.CallersOf(call.Service)));
                if (PlacementChange.Waits(moment.WorkloadOf(name)))
                    _keys.Add(ReadKeys.Placements);
            }
        }

        after.TakeOver(before, this);
    }

    private void AddKind(KubeObject one)
    {
        _keys.Add(ReadKeys.Object(one.Ref));
        _keys.Add(ReadKeys.KindIn(one.Ref.Kind, one.Ref.Namespace));
        _keys.Add(ReadKeys.All(one.Ref.Kind));
        _keys.Add(ReadKeys.All(one.GetType().Name));
        if (one.Meta.Deleted is not null)
            _keys.Add(ReadKeys.Deleted);
    }

    private void AddPod(Pod pod, Cluster after)
    {
        _keys.Add(ReadKeys.PodsOn(pod.Spec.NodeName));
        // Services that came or went in the same step are noted by themselves.
        _keys.UnionWith(after.ServicesFor(pod.Ref.Namespace, pod.Meta.Labels).Select(service => ReadKeys.PodsOf(service.Ref)));
        _keys.UnionWith(pod.Spec.Volumes.Where(volume => volume.Claim.Length > 0)
            .Select(volume => ReadKeys.UsersOf(new ObjectRef("PersistentVolumeClaim", pod.Ref.Namespace, volume.Claim))));
        if (pod.Reason == "Evicted" || after.EventsAbout(pod.Ref).Any(seen => seen.Reason == "Evicted"))
            _keys.Add(ReadKeys.Evictions);
    }
}
