using System.Text.Json;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Sources.KubectlText;

namespace Sonde.Diagnosis.Model;

/// <summary>Collects what sources read, and makes a <see cref="Cluster"/> of it. Not for several threads at once.</summary>
public sealed class ClusterBuilder
{
    private const int MostBlindSpots = 100;

    private readonly ReadContext _context = new();
    private readonly Dictionary<ObjectRef, KubeObject> _objects = [];
    private readonly Dictionary<ObjectRef, List<KubeEvent>> _events = [];
    private readonly HashSet<(string Kind, string Name, string Namespace)> _eventNames = [];
    private readonly HashSet<(string Kind, string Namespace)> _known = [];
    private readonly List<BlindSpot> _blindSpots = [];
    private readonly List<Observation> _observations = [];
    private readonly List<ILogStore> _logs = [];
    private readonly Dictionary<ObjectRef, string> _manifests = [];
    private readonly HashSet<ObjectRef> _forgotten = [];
    private int _objectsRead;
    private int _logsRead;
    private DateTimeOffset? _capturedAt;
    private DateTimeOffset _newest;

    /// <summary>The time of the snapshot. Of several sources the latest counts; without one, the newest time in the objects.</summary>
    public void SetCapturedAt(DateTimeOffset time) => _capturedAt = _capturedAt is { } known && known > time ? known : time;

    /// <summary>Is given every object before it is read: what a snapshot is written from.</summary>
    public Action<JsonElement>? ObjectSeen { get; set; }

    /// <summary>Kinds of which all objects are here, as <c>Kind</c> (everywhere) or <c>Kind/namespace</c>.</summary>
    public IReadOnlyList<string> Complete =>
        [.. _known.Select(known => known.Namespace == "*" ? known.Kind : $"{known.Kind}/{known.Namespace}").Order(StringComparer.Ordinal)];

    /// <summary>The namespace that the source is about, where that is not told otherwise; null for all.</summary>
    public string? Namespace { get; set; }

    /// <summary>Version of the API server.</summary>
    public string ServerVersion { get; set; } = "";

    /// <summary>Texts of kubectl; objects are made of them when all sources have been read.</summary>
    internal TextObjects Texts { get; } = new();

    /// <summary>Names of the objects that are here.</summary>
    internal IEnumerable<ObjectRef> Names => _objects.Keys;

    /// <summary>An object is here.</summary>
    internal bool Has(ObjectRef name) => _objects.ContainsKey(name);

    /// <summary>An object is here as somebody wrote it: no cluster has added its status.</summary>
    internal bool LacksStatus(ObjectRef name) => _manifests.ContainsKey(name);

    /// <summary>The object as somebody wrote it; null when it has a status, or is not here.</summary>
    internal string? ManifestOf(ObjectRef name) => _manifests.GetValueOrDefault(name);

    /// <summary>An event with these words is here.</summary>
    internal bool Tells(ObjectRef about, string reason, string message) =>
        _events.TryGetValue(about, out List<KubeEvent>? events) && events.Exists(seen => seen.Reason == reason && seen.Message == message);

    /// <summary>Notes what could not be seen.</summary>
    public void AddBlindSpot(string what, string why)
    {
        if (_blindSpots.Count < MostBlindSpots)
            _blindSpots.Add(new BlindSpot(what, why));
    }

    /// <summary>Notes what was seen from inside a node or a container.</summary>
    public void AddObservation(Observation observation) => _observations.Add(observation);

    /// <summary>Adds a place where logs are found; the first that has one is asked.</summary>
    public void AddLogs(ILogStore logs) => _logs.Add(logs);

    /// <summary>Says that all objects of a kind in a namespace are here (<c>*</c>: in all, or the kind has none).</summary>
    public void DeclareComplete(string kind, string space) => _known.Add((kind, space));

    /// <summary>
    /// Says that of every namespace with a pod, a workload or a ConfigMap in it all objects are here, and all of the cluster's own.
    /// </summary>
    public void DeclareNamespacesComplete()
    {
        string[] spaces = [.. _objects.Values.Where(one => one is Pod or Controller or ConfigMap).Select(one => one.Ref.Namespace).Distinct()];
        foreach (KindInfo kind in KindTable.All)
        {
            if (!kind.IsNamespaced)
                DeclareComplete(kind.Kind, "*");
            else
                foreach (string space in spaces)
                    DeclareComplete(kind.Kind, space);
        }
    }

    /// <summary>
    /// Adds an object of the API. Of two of the same name the one with the later change stays. One that cannot be read
    /// becomes a blind spot.
    /// </summary>
    /// <param name="root">The object; not used any more afterwards.</param>
    /// <param name="source">Where it came from, for blind spots.</param>
    public void Add(JsonElement root, string source)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            AddBlindSpot(source, $"holds a {root.ValueKind.ToString().ToLowerInvariant()} where an object is expected");
            return;
        }

        ObjectSeen?.Invoke(root);
        Read(root, source, new Field(root, _context, "object")["kind"].Text);
    }

    /// <summary>Adds an item of a list of the API server, which tells kind and version only once for all.</summary>
    /// <param name="item">The object; not used any more afterwards.</param>
    /// <param name="source">Where it came from, for blind spots.</param>
    /// <param name="apiVersion">Group and version of the list.</param>
    /// <param name="kind">Kind of the list's items.</param>
    public void AddListItem(JsonElement item, string source, string apiVersion, string kind)
    {
        if (item.ValueKind != JsonValueKind.Object || item.TryGetProperty("kind", out _))
        {
            Add(item, source);
            return;
        }

        if (ObjectSeen is { } seen)
        {
            // Whoever keeps objects must know what they are: a Secret above all.
            using JsonDocument complete = ListItem.WithKind(item, apiVersion, kind);
            seen(complete.RootElement);
        }

        Read(item, source, kind);
    }

    /// <summary>How many objects and logs have been read so far. May be asked from another thread.</summary>
    public (int Objects, int Logs) Progress => (Volatile.Read(ref _objectsRead), Volatile.Read(ref _logsRead));

    /// <summary>Objects that a list no longer had when it was read again from its start.</summary>
    public IReadOnlyCollection<ObjectRef> Forgotten => _forgotten;

    /// <summary>Notes that a log was read. From any thread.</summary>
    internal void LogRead() => Interlocked.Increment(ref _logsRead);

    /// <summary>
    /// Takes back the objects of a list that is read again from its start: one that was deleted in between does not come again.
    /// </summary>
    /// <param name="kind">Kind of the list.</param>
    /// <param name="space">Namespace of the list; null for all.</param>
    internal void Forget(string kind, string? space)
    {
        bool Is(ObjectRef one) => one.Kind == kind && one.Group.Length == 0 && (space is null || one.Namespace == space);
        foreach (ObjectRef gone in _objects.Keys.Where(Is).ToArray())
        {
            _objects.Remove(gone);
            _forgotten.Add(gone);
        }

        if (kind != "Event")
            return;
        foreach (List<KubeEvent> list in _events.Values)
            list.RemoveAll(seen => Is(seen.Ref));
        _eventNames.RemoveWhere(name => space is null || name.Namespace == space);
    }

    /// <summary>Adds an object.</summary>
    public void Add(KubeObject read)
    {
        Volatile.Write(ref _objectsRead, _objectsRead + 1);
        _forgotten.Remove(read.Ref);
        Notice(read.Meta.Created);
        if (read is not KubeEvent seen)
        {
            _objects[read.Ref] = read;
            return;
        }

        Notice(seen.Last);
        if (!_eventNames.Add((seen.Ref.Kind, seen.Ref.Name, seen.Ref.Namespace)))
            return;
        if (!_events.TryGetValue(seen.About, out List<KubeEvent>? list))
            _events[seen.About] = list = [];
        list.Add(seen);
    }

    /// <summary>Makes the cluster.</summary>
    public Cluster Build()
    {
        if (!Texts.IsEmpty)
            Texts.AddTo(this, _capturedAt ?? (_newest > DateTimeOffset.MinValue ? _newest : null));
        foreach ((ObjectRef about, List<KubeEvent> list) in _events)
        {
            KubeObject? current = _objects.GetValueOrDefault(about);
            list.RemoveAll(seen => !seen.Concerns(current));
            list.Sort(KubeEvent.ByTime);
        }

        return new Cluster(new ClusterParts(
            new StepMap<ObjectRef, KubeObject>(_objects),
            TypeTable.Of(_objects.Values),
            new StepMap<ObjectRef, List<KubeEvent>>(_events),
            _known,
            _capturedAt ?? _newest,
            ServerVersion,
            new JoinedLogs(_logs),
            [.. _blindSpots.Distinct()],
            _observations));
    }

    private void Read(JsonElement root, string source, string kind)
    {
        (KubeObject? found, BlindSpot? spot) = ObjectReader.Read(root, source, kind, _context);
        if (spot is not null)
            AddBlindSpot(spot.What, spot.Why);
        if (found is not { } read)
            return;
        if (read is Pod or Controller && !root.TryGetProperty("status", out _))
            _manifests[read.Ref] = root.GetRawText();
        else
            _manifests.Remove(read.Ref);
        Add(read);
    }

    private void Notice(DateTimeOffset? time)
    {
        if (time > _newest)
            _newest = time.Value;
    }
}
