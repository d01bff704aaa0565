using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;

namespace Sonde.Diagnosis.Watching;

/// <summary>
/// A cluster that changes: takes objects as they come and go, and makes of them one moment after the other, each from the one before. Not for
/// several threads at once.
/// </summary>
internal sealed class ClusterStore
{
    private StepMap<ObjectRef, KubeObject> _objects = new();
    private readonly Dictionary<ObjectRef, Dictionary<ObjectRef, KubeEvent>> _events = [];
    private readonly Dictionary<ObjectRef, ObjectRef> _aboutOf = [];
    private readonly Dictionary<ObjectRef, KubeObject?> _before = [];
    private readonly List<KubeEvent> _changedEvents = [];
    private readonly HashSet<ObjectRef> _changedLogs = [];
    private readonly HashSet<(string Kind, string Namespace)> _known = [];
    private Dictionary<LogRequest, IReadOnlyList<string>> _logs = [];
    private Dictionary<Type, Array> _byType = [];
    private StepMap<ObjectRef, List<KubeEvent>> _eventsAbout = new();
    private bool _knowsOther;

    /// <summary>The last moment; null before the first.</summary>
    public Cluster? Current { get; private set; }

    /// <summary>Version of the API server.</summary>
    public string ServerVersion { get; set; } = "";

    /// <summary>What cannot be seen.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; set; } = [];

    /// <summary>Something has changed since the last moment.</summary>
    public bool HasChanges => _before.Count > 0 || _changedEvents.Count > 0 || _changedLogs.Count > 0 || _knowsOther;

    /// <summary>Says whether all objects of a kind in a namespace (<c>*</c>: all) are here.</summary>
    public void SetComplete(string kind, string space, bool isComplete) =>
        _knowsOther |= isComplete ? _known.Add((kind, space)) : _known.Remove((kind, space));

    /// <summary>An object is there, or has changed.</summary>
    public void Put(KubeObject one)
    {
        if (one is KubeEvent seen)
        {
            RemoveEvent(seen.Ref);
            if (!_events.TryGetValue(seen.About, out Dictionary<ObjectRef, KubeEvent>? list))
                _events[seen.About] = list = [];
            list[seen.Ref] = seen;
            _aboutOf[seen.Ref] = seen.About;
            _changedEvents.Add(seen);
            return;
        }

        _before.TryAdd(one.Ref, _objects.GetValueOrDefault(one.Ref));
        _objects[one.Ref] = one;
    }

    /// <summary>An object is gone.</summary>
    public void Remove(ObjectRef name)
    {
        if (RemoveEvent(name) || !_objects.TryGetValue(name, out KubeObject? known))
            return;
        _before.TryAdd(name, known);
        _objects.Remove(name);
    }

    /// <summary>A log was read; null: it is not to be had any more.</summary>
    public void PutLog(LogRequest request, IReadOnlyList<string>? lines)
    {
        if (lines is null && !_logs.ContainsKey(request))
            return;
        // The moments before keep theirs.
        _logs = new Dictionary<LogRequest, IReadOnlyList<string>>(_logs);
        if (lines is null)
            _logs.Remove(request);
        else
            _logs[request] = lines;
        _changedLogs.Add(request.Pod);
    }

    /// <summary>Makes the next moment.</summary>
    /// <param name="now">Its time.</param>
    /// <returns>The moment, and what has changed since the last one; null when it cannot be told by parts, as at the first.</returns>
    public (Cluster Cluster, ClusterDelta? Delta) Commit(DateTimeOffset now)
    {
        ObjectChange[] changes =
        [
            .. _before.Where(pair => !ReferenceEquals(pair.Value, _objects.GetValueOrDefault(pair.Key)))
                .Select(pair => new ObjectChange(pair.Key, pair.Value, _objects.GetValueOrDefault(pair.Key))),
        ];
        bool isAnew = Current is null || _knowsOther;
        ClusterDelta? delta = isAnew ? null : new ClusterDelta(changes);
        _byType = Current is null ? TypeTable.Of(_objects.Values) : TypeTable.After(_byType, changes);
        ListEvents(changes, delta);
        foreach (ObjectRef pod in _changedLogs)
            delta?.NoteLog(pod);
        if (now != Current?.Now)
            delta?.NoteNow();

        var cluster = new Cluster(Parts(now), isAnew ? null : Current, delta);
        delta?.Complete(Current!, cluster);
        Current = cluster;
        // The moment keeps its objects; what comes now is put into the next one's.
        _objects = _objects.Next();
        _before.Clear();
        _changedEvents.Clear();
        _changedLogs.Clear();
        _knowsOther = false;
        return (cluster, delta);
    }

    private ClusterParts Parts(DateTimeOffset now) => new(
        _objects, _byType, _eventsAbout, [.. _known], now, ServerVersion, new FixedLogs(_logs), BlindSpots, []);

    private bool RemoveEvent(ObjectRef name)
    {
        if (!_aboutOf.Remove(name, out ObjectRef about))
            return false;
        Dictionary<ObjectRef, KubeEvent> list = _events[about];
        if (list.Remove(name, out KubeEvent? gone))
            _changedEvents.Add(gone);
        if (list.Count == 0)
            _events.Remove(about);
        return true;
    }

    /// <summary>Lists the events about whatever changed: which of them count depends on the object that has the name now.</summary>
    private void ListEvents(ObjectChange[] changes, ClusterDelta? delta)
    {
        HashSet<ObjectRef> touched = [.. _changedEvents.Select(seen => seen.About)];
        foreach (ObjectChange change in changes.Where(change => change.Before?.Meta.Uid != change.After?.Meta.Uid && _events.ContainsKey(change.Ref)))
        {
            touched.Add(change.Ref);
            _changedEvents.AddRange(_events[change.Ref].Values);
        }

        if (touched.Count == 0)
            return;
        foreach (KubeEvent seen in _changedEvents)
            delta?.NoteEvent(seen);
        _eventsAbout = _eventsAbout.Next();
        foreach (ObjectRef about in touched)
        {
            KubeObject? current = _objects.GetValueOrDefault(about);
            List<KubeEvent> list = _events.TryGetValue(about, out Dictionary<ObjectRef, KubeEvent>? all) ? [.. all.Values.Where(seen => seen.Concerns(current))] : [];
            list.Sort(KubeEvent.ByTime);
            if (list.Count > 0)
                _eventsAbout[about] = list;
            else
                _eventsAbout.Remove(about);
        }
    }

    private sealed class FixedLogs(IReadOnlyDictionary<LogRequest, IReadOnlyList<string>> logs) : ILogStore
    {
        public IReadOnlyList<string>? Read(LogRequest request) => logs.GetValueOrDefault(request);
    }
}
