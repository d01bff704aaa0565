using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>
/// What all texts of all sources tell. Each object may stand in several places; for each field the richer place wins, and an object
/// that another source gives whole is not touched. Objects are made when everything has been read.
/// </summary>
internal sealed class TextObjects
{
    private readonly List<TextFile> _files = [];
    private readonly List<TextPiece> _pieces = [];
    private readonly List<TextEvent> _events = [];
    private readonly Dictionary<(string Kind, string Name, string Reason), List<int>> _eventsAbout = [];
    private readonly List<(string? Space, string Pod, string? Container, bool IsPrevious, IReadOnlyList<string> Lines)> _logs = [];
    private readonly List<(string What, string Why)> _missed = [];
    private readonly HashSet<(string Kind, string Namespace)> _complete = [];
    private int _sections;

    /// <summary>There is no text.</summary>
    public bool IsEmpty => _files.Count == 0;

    /// <summary>The texts.</summary>
    public IReadOnlyList<TextFile> Files => _files;

    /// <summary>Keeps a text.</summary>
    public void Add(TextFile file) => _files.Add(file);

    /// <summary>The number of another part of a text.</summary>
    public int NextSection() => ++_sections;

    /// <summary>Notes what was not understood.</summary>
    public void Miss(string what, string why) => _missed.Add((what, why));

    /// <summary>A table holds all objects of a kind.</summary>
    public void Declare(string kind, string space) => _complete.Add((kind, space));

    /// <summary>Keeps the output of <c>kubectl logs</c>.</summary>
    public void AddLog(string? space, string pod, string? container, bool isPrevious, IReadOnlyList<string> lines) =>
        _logs.Add((space, pod, container, isPrevious, lines));

    /// <summary>Keeps an object that stands in a text as YAML or JSON.</summary>
    public void AddDocument(JsonObject item, TextScope scope)
    {
        string kind = JsonParts.TextOf(item["kind"]);
        string name = JsonParts.TextOf(item["metadata"]?["name"]);
        if (item["metadata"] is not JsonObject || kind.Length == 0 || name.Length == 0)
        {
            Miss("a document in the text", "is no object of Kubernetes");
            return;
        }

        string space = JsonParts.TextOf(item["metadata"]!["namespace"]);
        TextPiece piece = scope.Piece(kind, space.Length > 0 ? space : null, name, TextRank.Document);
        foreach ((string field, JsonNode? value) in item.ToArray())
            piece.Json[field] = value?.DeepClone();
    }

    /// <summary>Reads the texts, and adds what they tell.</summary>
    /// <param name="builder">Takes the objects.</param>
    /// <param name="known">When the other sources were recorded; null when there are none that tell it.</param>
    public void AddTo(ClusterBuilder builder, DateTimeOffset? known)
    {
        DateTimeOffset? printed = _files.Max(file => file.Printed);
        foreach (TextFile file in _files)
        {
            DateTimeOffset now = file.Printed ?? known ?? printed ?? file.Saved ?? DateTimeOffset.UnixEpoch;
            var scope = new TextScope(now);
            new KubectlTextReader(file, scope, this).Read();
            _pieces.AddRange(scope.Pieces);
            foreach (TextEvent seen in scope.Events)
                Add(seen);
            builder.SetCapturedAt(now);
        }

        new TextNamespaces(_pieces, _events, builder).Resolve();
        Dictionary<ObjectRef, TextPiece> merged = Merge(builder);
        new TextInference(merged, _events).Complete();
        foreach (TextPiece piece in merged.Values)
            Add(piece, builder);
        int number = 0;
        foreach (TextEvent seen in _events)
        {
            if (!builder.Tells(new ObjectRef(seen.Kind, seen.Namespace ?? "", seen.Name), seen.Reason, seen.Message))
                Parse(seen.ToJson(++number), builder, "text");
        }

        AddLogs(merged, builder);
        AddLimits(merged, builder);
    }

    private void Add(TextEvent seen)
    {
        (string, string, string) key = (seen.Kind, seen.Name, seen.Reason);
        if (!_eventsAbout.TryGetValue(key, out List<int>? about))
            _eventsAbout[key] = about = [];
        int same = about.FindIndex(at => (_events[at].Namespace is null || seen.Namespace is null || _events[at].Namespace == seen.Namespace) && _events[at].IsSame(seen));
        if (same < 0)
        {
            about.Add(_events.Count);
            _events.Add(seen);
            return;
        }

        int place = about[same];
        _events[place] = _events[place].With(seen) with { Section = seen.Section, Namespace = _events[place].Namespace ?? seen.Namespace };
    }

    /// <summary>One piece for each object: the richest, filled up from the others. Of two equally rich the later printed wins.</summary>
    private Dictionary<ObjectRef, TextPiece> Merge(ClusterBuilder builder)
    {
        var merged = new Dictionary<ObjectRef, TextPiece>();
        foreach (IGrouping<ObjectRef, TextPiece> group in _pieces.GroupBy(piece => new ObjectRef(piece.Kind, piece.Namespace ?? "", piece.Name)))
        {
            if (group.Key.Kind == "Event" || (builder.Has(group.Key) && !builder.LacksStatus(group.Key)))
                continue;
            TextPiece[] pieces = [.. group.Reverse().OrderByDescending(piece => piece.Rank).ThenByDescending(piece => piece.Now)];
            TextPiece best = pieces[0];
            // What a richer place shows, it shows whole: only what none of them shows stays unknown.
            foreach (TextPiece other in pieces.Skip(1))
            {
                JsonParts.Fill(best.Json, other.Json);
                best.Unknown.IntersectWith(other.Unknown);
            }

            if (group.Key.Namespace.Length > 0)
                best.Meta["namespace"] = group.Key.Namespace;
            merged[group.Key] = best;
        }

        return merged;
    }

    private static void Add(TextPiece piece, ClusterBuilder builder)
    {
        if (piece.Unknown.Count > 0)
            JsonParts.At(piece.Meta, "annotations")[Metadata.UnknownParts] = string.Join(',', piece.Unknown.Order(StringComparer.Ordinal));
        // A manifest of the same object tells more of its spec than any text; the text tells its status.
        var name = new ObjectRef(piece.Kind, piece.Namespace ?? "", piece.Name);
        if (builder.ManifestOf(name) is { } manifest && JsonNode.Parse(manifest) is JsonObject whole)
        {
            JsonParts.Fill(whole, piece.Json);
            Parse(whole, builder, "text");
            return;
        }

        Parse(piece.Json, builder, "text");
    }

    private static void Parse(JsonObject json, ClusterBuilder builder, string source)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToJsonString());
        builder.Add(document.RootElement, source);
    }

    private void AddLogs(Dictionary<ObjectRef, TextPiece> merged, ClusterBuilder builder)
    {
        if (_logs.Count == 0)
            return;
        var logs = new MemoryLogs();
        foreach ((string? space, string pod, string? container, bool isPrevious, IReadOnlyList<string> lines) in _logs)
        {
            TextPiece? found = merged.Values.FirstOrDefault(piece => piece.Kind == "Pod" && piece.Name == pod && (space is null || piece.Namespace == space));
            string? own = space ?? found?.Namespace;
            string? name = container ?? (found is null ? null : JsonParts.TextOf(JsonParts.Objects(found.Spec["containers"]).FirstOrDefault()?["name"]));
            if (own is null || name is null or "")
                Miss($"the log of {pod}", "belongs to a pod that the text does not show, or to a container that it does not name: give -n and -c");
            else
                logs.Add(new LogRequest(new ObjectRef("Pod", own, pod), name, isPrevious), [.. lines.TakeLast(LogText.MostLines)]);
        }

        builder.AddLogs(logs);
    }

    private void AddLimits(Dictionary<ObjectRef, TextPiece> merged, ClusterBuilder builder)
    {
        foreach ((string kind, string space) in _complete)
        {
            // Pods whose labels are not known may be the ones that somebody looks for.
            bool isKnown = kind != "Pod" || merged.Values.All(piece => piece.Kind != "Pod" || !piece.Unknown.Contains("labels") || (space != "*" && piece.Namespace != space));
            if (isKnown)
                builder.DeclareComplete(kind, space);
        }

        foreach ((string what, string why) in _missed.Take(10))
            builder.AddBlindSpot(what, why);
        Limit("Pod", TextRank.Row, "only as rows of a table: no containers, probes, exit codes (kubectl describe pods shows them)");
        Limit("Pod", TextRank.Description, "as kubectl describe prints them: no affinity, security context, lifecycle hooks, pull policy");
        Limit("Node", TextRank.Row, "only as rows of a table: no labels, taints, capacity (kubectl describe nodes shows them)");
        Limit("Service", TextRank.Row, "only as rows of a table: no target ports (kubectl describe services shows them)");
        Limit("NetworkPolicy", TextRank.Row, "only as rows of a table: no rules (kubectl describe networkpolicies shows them)");
        Limit("PodDisruptionBudget", TextRank.Row, "only as rows of a table: no selector and no counts (kubectl describe poddisruptionbudgets shows them)");
        Limit("ConfigMap", TextRank.Row, "only as rows of a table: no keys (kubectl describe configmaps shows them)");
        Limit("Secret", TextRank.Row, "only as rows of a table: no keys (kubectl describe secrets shows them)");

        void Limit(string kind, TextRank rank, string why)
        {
            int count = merged.Values.Count(piece => piece.Kind == kind && piece.Rank == rank);
            if (count > 0)
                builder.AddBlindSpot($"{count} {(KindTable.Find(kind)!.Plural is var plural && count == 1 ? kind.ToLowerInvariant() : plural)}", why);
        }
    }
}
