using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Sources.Live;
using Sonde.Kubernetes.Watches;

namespace Sonde.Diagnosis.Watching;

/// <summary>Takes what the watches of a cluster tell into a store, and notes which of them tell everything, and which nothing.</summary>
/// <param name="store">The store.</param>
/// <param name="space">The namespace that is watched; null for all.</param>
internal sealed class LiveObjects(ClusterStore store, string? space)
{
    private readonly ReadContext _context = new();
    private readonly Dictionary<LiveRequest, HashSet<ObjectRef>> _told = [];
    private readonly Dictionary<LiveRequest, HashSet<ObjectRef>> _beforeRestart = [];
    private readonly SortedDictionary<string, string> _spots = new(StringComparer.Ordinal);
    private UsageRound _usage = new();

    /// <summary>What cannot be seen.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots => [.. _spots.Select(spot => new BlindSpot(spot.Key, spot.Value))];

    /// <summary>Notes, or (null) forgets, what cannot be seen.</summary>
    public void SetSpot(string what, string? why)
    {
        if (why is null)
            _spots.Remove(what);
        else
            _spots[what] = why;
    }

    /// <summary>A watch that tells everything from now on, anew or for the first time.</summary>
    public void Begin(LiveRequest request)
    {
        if (_told.Remove(request, out HashSet<ObjectRef>? known))
        {
            // Of two restarts without an end between them, everything known before the first may be gone.
            if (_beforeRestart.TryGetValue(request, out HashSet<ObjectRef>? earlier))
                earlier.UnionWith(known);
            else
                _beforeRestart[request] = known;
        }

        _told[request] = [];
    }

    /// <summary>A watch has told everything that there is.</summary>
    public void End(LiveRequest request)
    {
        if (_beforeRestart.Remove(request, out HashSet<ObjectRef>? before))
        {
            foreach (ObjectRef gone in before.Except(_told[request]))
                store.Remove(gone);
        }

        SetSpot(request.What, null);
        if (request.Complete is { } complete)
            store.SetComplete(request.Kind.Kind, complete, true);
    }

    /// <summary>A watch cannot tell anything. What it told before is not known any more.</summary>
    public void Fail(LiveRequest request, string why)
    {
        SetSpot(request.What, why);
        if (request.Complete is { } complete)
            store.SetComplete(request.Kind.Kind, complete, false);
        foreach (ObjectRef one in _told.GetValueOrDefault(request) ?? [])
            store.Remove(one);
        _told.Remove(request);
        _beforeRestart.Remove(request);
    }

    /// <summary>Takes a round of usage in place of the last one.</summary>
    public void TakeUsage(UsageRound round)
    {
        foreach (ObjectRef gone in _usage.Objects.Keys.Except(round.Objects.Keys))
            store.Remove(gone);
        foreach (KubeObject one in round.Objects.Values)
            store.Put(one);
        foreach (BlindSpot old in _usage.Spots)
            SetSpot(old.What, null);
        foreach (BlindSpot spot in round.Spots)
            SetSpot(spot.What, spot.Why);
        _usage = round;
    }

    /// <summary>Takes an object that came, changed or went.</summary>
    public void Take(LiveRequest request, WatchEventKind kind, JsonElement json)
    {
        (KubeObject? read, BlindSpot? spot) = ObjectReader.Read(json, request.What, request.Kind.Kind, _context);
        if (spot is not null)
            SetSpot(spot.What, spot.Why);
        // The pods of all namespaces are watched by a field, and one that no longer meets it (it is done) counts as deleted: in the
        // namespace itself the other watch knows better.
        if (read is null || (request.List.FieldSelector is not null && space is not null && read.Ref.Namespace == space))
            return;
        if (!_told.TryGetValue(request, out HashSet<ObjectRef>? told))
            _told[request] = told = [];
        if (kind == WatchEventKind.Deleted)
        {
            told.Remove(read.Ref);
            SetSpot($"{read.Ref} ({request.What})", null);
            store.Remove(read.Ref);
            return;
        }

        told.Add(read.Ref);
        store.Put(read);
    }
}
