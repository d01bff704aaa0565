using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Watching;

namespace Sonde.Diagnosis.Tests.Watching;

/// <summary>A recorded cluster that changes: every change goes to a store and its diagnoser, and can be compared with a diagnosis from nothing.</summary>
internal sealed class ChangingCluster
{
    private readonly ReadContext _context = new();
    private readonly ClusterStore _store = new();
    private readonly IncrementalDiagnoser _diagnoser = new();
    private readonly Dictionary<LogRequest, IReadOnlyList<string>> _logs = [];
    private readonly Dictionary<string, (JsonNode Json, KubeObject Read)> _objects = [];

    public ChangingCluster(JsonNode recording, DateTimeOffset now)
    {
        Now = now;
        foreach (JsonNode? item in recording["items"]!.AsArray())
            Put(item!.DeepClone());
        foreach (KindInfo kind in KindTable.All)
            _store.SetComplete(kind.Kind, "*", true);
    }

    public DateTimeOffset Now { get; set; }

    public IReadOnlyCollection<string> Names => _objects.Keys;

    public int Evaluated => _diagnoser.Evaluated;

    public JsonNode Json(string name) => _objects[name].Json.DeepClone();

    public KubeObject Read(string name) => _objects[name].Read;

    /// <summary>Takes an object as it is now.</summary>
    public void Put(JsonNode json)
    {
        using JsonDocument document = JsonDocument.Parse(json.ToJsonString());
        string kind = document.RootElement.TryGetProperty("kind", out JsonElement told) && told.ValueKind == JsonValueKind.String ? told.GetString()! : "";
        if (ObjectReader.Read(document.RootElement, "test", kind, _context).Read is not { } read)
            return;
        _objects[read.Ref.ToString() + read.Ref.Group] = (json, read);
        _store.Put(read);
    }

    public void Remove(string name)
    {
        if (_objects.Remove(name, out (JsonNode Json, KubeObject Read) gone))
            _store.Remove(gone.Read.Ref);
    }

    public void PutLog(LogRequest request, IReadOnlyList<string> lines)
    {
        _logs[request] = lines;
        _store.PutLog(request, lines);
    }

    /// <summary>The diagnosis, of what has changed only.</summary>
    public string Step()
    {
        (Cluster cluster, ClusterDelta? delta) = _store.Commit(Now);
        return Text(_diagnoser.Next(cluster, delta));
    }

    /// <summary>The diagnosis of the same moment, made from nothing.</summary>
    public string Whole()
    {
        ClusterBuilder builder = new();
        foreach ((_, KubeObject read) in _objects.Values)
            builder.Add(read);
        foreach (KindInfo kind in KindTable.All)
            builder.DeclareComplete(kind.Kind, "*");
        MemoryLogs logs = new();
        foreach ((LogRequest request, IReadOnlyList<string> lines) in _logs)
            logs.Add(request, lines);
        builder.AddLogs(logs);
        builder.SetCapturedAt(Now);
        return Text(Diagnoser.Diagnose(builder.Build()));
    }

    private static string Text(DiagnosisResult diagnosis)
    {
        StringWriter text = new();
        DiagnosisFormats.Find("json")!.Write(diagnosis, text, new DiagnosisLayout(100, false, "", "0"));
        return text.ToString();
    }
}
