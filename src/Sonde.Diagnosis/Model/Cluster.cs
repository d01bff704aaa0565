using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Usage;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Model;

/// <summary>
/// One moment of a cluster: objects, what ties them to each other, logs, and what could not be seen. It never changes; made
/// by <see cref="ClusterBuilder"/>.
/// </summary>
public sealed class Cluster
{
    private static readonly KubeEvent[] NoEvents = [];

    private readonly StepMap<ObjectRef, KubeObject> _objects;
    private readonly Dictionary<Type, Array> _byType;
    private readonly StepMap<ObjectRef, List<KubeEvent>> _events;
    private readonly HashSet<(string Kind, string Namespace)> _known;
    private readonly WorkloadIndex _workloads;
    private readonly Lazy<NetworkIndex> _network;
    private readonly Dictionary<string, KubeEvent[]> _eventsByReason = new(StringComparer.Ordinal);
    private readonly Lazy<RevisionIndex> _revisions;
    private readonly Lazy<PlacementIndex> _placements;
    private readonly Lazy<UsageIndex> _usage;
    private readonly Lazy<NamespaceIndex> _namespaces;
    private Lazy<EvictionIndex> _evictions;
    private Lazy<KubeObject[]> _deleted;

    /// <summary>A moment of its own, or (with the moment before and what has changed since) the next one, whose indexes are not made anew.</summary>
    internal Cluster(ClusterParts parts, Cluster? before = null, ClusterDelta? delta = null)
    {
        _objects = parts.Objects;
        _byType = parts.ByType;
        _events = parts.Events;
        _known = parts.Known;
        Now = parts.Now;
        ServerVersion = parts.ServerVersion;
        Logs = parts.Logs;
        BlindSpots = parts.BlindSpots;
        Observations = parts.Observations;
        _workloads = before is null || delta is null ? new WorkloadIndex(this) : WorkloadIndex.After(before._workloads, this, delta);
        // An index that was never asked for is not kept up to date, and none keeps the moments before it alive.
        _network = before is not null && delta is not null && before._network.IsValueCreated && NetworkIndex.After(before._network.Value, this, delta) is { } network
            ? new Lazy<NetworkIndex>(network)
            : new Lazy<NetworkIndex>(() => new NetworkIndex(this));
        _revisions = new Lazy<RevisionIndex>(() => new RevisionIndex(this));
        _placements = new Lazy<PlacementIndex>(() => new PlacementIndex(this));
        _evictions = new Lazy<EvictionIndex>(() => new EvictionIndex(this));
        _usage = new Lazy<UsageIndex>(() => new UsageIndex(this));
        _namespaces = new Lazy<NamespaceIndex>(() => new NamespaceIndex(this));
        _deleted = new Lazy<KubeObject[]>(() => [.. _objects.Values.Where(one => one.Meta.Deleted is not null).OrderBy(one => one.Ref, ObjectRef.Order)]);
    }

    /// <summary>Takes over from the moment before what has not changed since, once it is known what has.</summary>
    internal void TakeOver(Cluster before, ClusterDelta delta)
    {
        if (before._evictions.IsValueCreated && !delta.Keys.Contains(ReadKeys.Evictions))
            _evictions = before._evictions;
        if (before._deleted.IsValueCreated && !delta.Keys.Contains(ReadKeys.Deleted))
            _deleted = before._deleted;
        lock (before._eventsByReason)
        {
            foreach ((string reason, KubeEvent[] events) in before._eventsByReason.Where(known => !delta.Keys.Contains(ReadKeys.EventsNamed(known.Key))))
                _eventsByReason[reason] = events;
        }
    }

    /// <summary>The time of this moment: of the snapshot, never of this machine.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Version of the API server; empty when not told.</summary>
    public string ServerVersion { get; }

    /// <summary>Logs of containers.</summary>
    public ILogStore Logs { get; }

    /// <summary>What could not be seen.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; }

    /// <summary>What was seen from inside nodes and containers.</summary>
    public IReadOnlyList<Observation> Observations { get; }

    /// <summary>How many objects it holds, without events.</summary>
    public int Count => _objects.Count;

    /// <summary>Names of all objects, in no order.</summary>
    public IEnumerable<ObjectRef> Names => _objects.Keys;

    /// <summary>Objects by what rules look them up by.</summary>
    internal NamespaceIndex Namespaces => _namespaces.Value;

    /// <summary>Objects that somebody deleted and that are still there, by name.</summary>
    internal IReadOnlyList<KubeObject> Deleted => _deleted.Value;

    /// <summary>Workloads, by name.</summary>
    public IReadOnlyList<Workload> Workloads => _workloads.All;

    /// <summary>Services, endpoints and Ingresses with what is behind them.</summary>
    internal NetworkIndex Network => _network.Value;

    /// <summary>Room on nodes, and pods that wait for it.</summary>
    internal PlacementIndex Placements => _placements.Value;

    /// <summary>All objects of a type, by name.</summary>
    public IReadOnlyList<T> All<T>()
        where T : KubeObject => _byType.TryGetValue(typeof(T), out Array? all) ? (T[])all : [];

    /// <summary>The object of that name; null when the source does not have it.</summary>
    public KubeObject? Find(ObjectRef name) => _objects.GetValueOrDefault(name);

    /// <summary>The object of that name; null when the source does not have it.</summary>
    public T? Find<T>(string kind, string space, string name)
        where T : KubeObject => _objects.GetValueOrDefault(new ObjectRef(kind, space, name)) as T;

    /// <summary>
    /// Whether all objects of a kind in a namespace were read, so that one that is not here does not exist.
    /// </summary>
    public bool KnowsAll(string kind, string space) => _known.Contains((kind, space)) || _known.Contains((kind, "*"));

    /// <summary>Events about an object, the oldest first. Those about an earlier object of the same name are left out.</summary>
    public IReadOnlyList<KubeEvent> EventsAbout(ObjectRef about) =>
        _events.TryGetValue(about, out List<KubeEvent>? events) ? events : NoEvents;

    /// <summary>All events, in no order.</summary>
    internal IEnumerable<KubeEvent> Events => _events.Values.SelectMany(list => list);

    /// <summary>Pods that were evicted.</summary>
    internal EvictionIndex Evictions => _evictions.Value;

    /// <summary>What nodes and pods use.</summary>
    internal UsageIndex Usage => _usage.Value;

    /// <summary>Events of a reason about whatever object, the oldest first.</summary>
    public IEnumerable<KubeEvent> EventsNamed(string reason)
    {
        lock (_eventsByReason)
        {
            return _eventsByReason.TryGetValue(reason, out KubeEvent[]? known) ? known : _eventsByReason[reason] =
                [.. _events.Values.SelectMany(list => list).Where(seen => seen.Reason == reason).OrderBy(seen => seen.Last).ThenBy(seen => seen.Ref, ObjectRef.Order)];
        }
    }

    /// <summary>
    /// The workload of a pod that may be gone: its name then tells the controller (NAME-xxxxx, NAME-0). Null when that is
    /// not here either.
    /// </summary>
    public Workload? WorkloadOfPod(ObjectRef pod)
    {
        if (_workloads.Of(pod) is { } known)
            return known;
        int dash = pod.Name.LastIndexOf('-');
        if (dash <= 0)
            return null;
        string name = pod.Name[..dash];
        foreach (string kind in (string[])["ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController"])
        {
            if (_workloads.Of(new ObjectRef(kind, pod.Namespace, name)) is { } owner)
                return owner;
        }

        return null;
    }

    /// <summary>The workload that a pod or a controller belongs to; null for another object.</summary>
    public Workload? WorkloadOf(ObjectRef member) => _workloads.Of(member);

    /// <summary>Pods on a node that are not done.</summary>
    public IReadOnlyList<Pod> PodsOn(string node) => _workloads.PodsOn(node);

    /// <summary>The templates that a workload has had, the newest first; empty when no object tells them.</summary>
    public IReadOnlyList<Revision> RevisionsOf(Workload workload) => _revisions.Value.Of(workload);

    /// <summary>Services that select a pod with these labels.</summary>
    public IReadOnlyList<Service> ServicesFor(string space, IReadOnlyDictionary<string, string> labels) =>
        Network.ServicesFor(space, labels);
}
