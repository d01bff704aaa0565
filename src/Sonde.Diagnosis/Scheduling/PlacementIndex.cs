using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>The room of all nodes, and where the pods that wait could go. Each is computed once, when it is asked for.</summary>
internal sealed class PlacementIndex
{
    // Pods of a workload wait for the same reason; those of several ordinals or nodes may not.
    private const int MostPerWorkload = 8;

    private readonly Cluster _cluster;
    private readonly Dictionary<string, NodeRoom> _byName;
    private readonly Dictionary<string, List<Pod>> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectRef, IReadOnlyList<Placement>> _known = [];
    private readonly Dictionary<string, Placement> _bySort = new(StringComparer.Ordinal);
    private readonly ILookup<string, Pod> _shunning;
    private readonly Lazy<ILookup<string, (Workload Workload, Placement Placement)>> _waitingForNode;

    public PlacementIndex(Cluster cluster)
    {
        _cluster = cluster;
        Rooms = [.. cluster.All<Node>().Where(node => node.Meta.Deleted is null && node.Meta.Knows("spec")).Select(node => new NodeRoom(node, cluster.PodsOn(node.Ref.Name)))];
        _byName = Rooms.ToDictionary(room => room.Name, StringComparer.Ordinal);
        foreach (Pod pod in cluster.All<Pod>().Where(pod => pod is { IsScheduled: true, IsDone: false }))
        {
            if (!_running.TryGetValue(pod.Ref.Namespace, out List<Pod>? pods))
                _running[pod.Ref.Namespace] = pods = [];
            pods.Add(pod);
        }

        _shunning = _running.Values.SelectMany(pods => pods).Where(pod => pod.Spec.PodAntiAffinity.Count > 0)
            // Most look only at their own namespace; the others have to be asked about every pod.
            .ToLookup(pod => pod.Spec.PodAntiAffinity.All(term => term.NamespaceSelector is null && term.Namespaces.Count == 0) ? pod.Ref.Namespace : "");
        string[] spaces = [.. cluster.All<NamespaceObject>().Select(space => space.Ref.Name)];
        // Whoever gives the pods of kube-system with those of others gives the whole cluster.
        IsPartial = !cluster.KnowsAll("Pod", "*")
            && !(cluster.KnowsAll("Pod", "kube-system") && spaces.Count(space => cluster.KnowsAll("Pod", space)) > 1);
        _waitingForNode = new(FindWaiting);
    }

    /// <summary>Not all pods were read that take room on the nodes.</summary>
    public bool IsPartial { get; }

    /// <summary>All nodes.</summary>
    public IReadOnlyList<NodeRoom> Rooms { get; }

    /// <summary>Pods on nodes that may shun pods of a namespace.</summary>
    public IEnumerable<Pod> Shunning(string space) => _shunning[space].Concat(_shunning[""]);

    /// <summary>The room of a node; null when the node is not here.</summary>
    public NodeRoom? Room(string node) => _byName.GetValueOrDefault(node);

    /// <summary>Pods on nodes in some namespaces; null: in all.</summary>
    public IEnumerable<Pod> RunningIn(IReadOnlyCollection<string>? namespaces) => namespaces is null
        ? _running.Values.SelectMany(pods => pods)
        : namespaces.SelectMany(name => _running.TryGetValue(name, out List<Pod>? pods) ? pods : []);

    /// <summary>Names of the namespaces that a selector chooses.</summary>
    public IEnumerable<string> NamespacesWith(LabelSelector selector) => _cluster.All<NamespaceObject>()
        .Where(space => selector.Matches(space.Meta.Labels)).Select(space => space.Ref.Name);

    /// <summary>Where the pods of a workload that the scheduler refuses could go: one for each sort of pod.</summary>
    public IReadOnlyList<Placement> Of(Workload workload)
    {
        if (_known.TryGetValue(workload.Ref, out IReadOnlyList<Placement>? known))
            return known;
        return _known[workload.Ref] =
        [
            .. workload.Pods.Where(pod => IsRefused(pod, _cluster))
                .DistinctBy(pod => (
                    pod.Meta.Owners.FirstOrDefault(owner => owner.IsController)?.Owner,
                    string.Join(',', pod.Spec.NodeAffinity),
                    string.Join(',', pod.Spec.Volumes.Select(volume => volume.Claim))))
                .Take(MostPerWorkload)
                .Select(Place),
        ];
    }

    /// <summary>How many placements were computed rather than taken from a pod of the same sort.</summary>
    internal int Computed { get; private set; }

    /// <summary>
    /// Pods that ask the same of a node get the same verdict, whoever they belong to: many that wait cost no more than one.
    /// </summary>
    private Placement Place(Pod pod)
    {
        string? sort = SchedulingClass.Of(pod);
        if (sort is not null && _bySort.TryGetValue(sort, out Placement? known))
            return Placer.Again(_cluster, pod, known);
        Computed++;
        Placement placement = Placer.Place(_cluster, this, pod);
        if (sort is not null)
            _bySort[sort] = placement;
        return placement;
    }

    /// <summary>The workloads whose pods would go to a node if its state allowed it.</summary>
    public IEnumerable<(Workload Workload, Placement Placement)> WaitingFor(string node) => _waitingForNode.Value[node];

    /// <summary>The scheduler looked at a pod and found no node.</summary>
    public static bool IsRefused(Pod pod, Cluster cluster) =>
        pod is { IsScheduled: false, IsDone: false, Meta.Deleted: null, Phase: "Pending" or "" }
        && (pod.ConditionOf("PodScheduled") is { Status: "False", Reason: not "SchedulingGated" }
            || (pod.Conditions.Count == 0 && cluster.EventsAbout(pod.Ref).Any(seen => seen.Reason == "FailedScheduling")));

    private ILookup<string, (Workload, Placement)> FindWaiting() => _cluster.Workloads
        .SelectMany(workload => Of(workload).Where(placement => placement.IsNodesFault)
            .SelectMany(placement => placement.Candidates.Select(node => (node.Room.Name, Pair: (workload, placement)))))
        .ToLookup(one => one.Name, one => one.Pair);
}
