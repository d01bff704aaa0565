using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Reading;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Diagnosis.Tests.Live;

/// <summary>Serves a recording as an API server would: discovery, lists in pages without kinds in their items, logs, its clock.</summary>
internal sealed class RecordedApi
{
    private const int PageSize = 7;

    private readonly string _folder;
    private readonly ILookup<(string ApiVersion, string Kind), JsonObject> _objects;
    private readonly JsonNode _meta;
    private readonly KindInfo[] _kinds;
    private readonly ConcurrentDictionary<string, LineFeed> _lines = [];
    private readonly HashSet<(string Kind, string Name)> _gone = [];

    public RecordedApi(string folder)
    {
        _folder = folder;
        _objects = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "objects.json")))!["items"]!.AsArray()
            .Select(item => item!.AsObject()).ToLookup(item => ((string)item["apiVersion"]!, (string)item["kind"]!));
        _kinds =
        [
            .. KindTable.All,
            .. _objects[("apiextensions.k8s.io/v1", "CustomResourceDefinition")].Select(one => one["spec"]!).Select(spec => new KindInfo(
                (string)spec["names"]!["kind"]!, $"{spec["group"]}/{spec["versions"]![0]!["name"]}", (string)spec["names"]!["plural"]!, IsNamespaced: true, KindTable.ReadPlain)),
        ];
        _meta = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "meta.json")))!;
    }

    /// <summary>Kinds (plurals) that are forbidden.</summary>
    public HashSet<string> Forbidden { get; } = [];

    /// <summary>What the kubelet of every node tells of its usage, by the node's name; null: nobody answers.</summary>
    public Func<string, string?> SummaryOf { get; set; } = _ => null;

    public Task AnswerAsync(ReceivedRequest request, Answering answer) => request.Path switch
    {
        { } path when path.EndsWith("/proxy/stats/summary", StringComparison.Ordinal) => SummaryOf(path.Split('/')[4]) is { } summary
            ? answer.JsonAsync(summary)
            : answer.JsonAsync("""{"kind":"Status","code":404,"reason":"NotFound","message":"not found"}""", 404),
        "/api" => answer.JsonAsync(Discovery(isCore: true)),
        "/apis" => answer.JsonAsync(Discovery(isCore: false)),
        "/version" => answer.JsonAsync($$"""{"gitVersion":"{{_meta["serverVersion"]}}"}""", headers: $"Date: {CapturedAt():R}\r\n"),
        { } path when path.EndsWith("/log", StringComparison.Ordinal) => LogAsync(request, answer),
        _ when request.Query("watch") == "true" => WatchAsync(request, answer),
        _ => ListAsync(request, answer),
    };

    /// <summary>Sends a line to every watch of a kind, as soon as there is one.</summary>
    public void Push(string plural, string type, JsonNode item) => Lines(plural).Add(new JsonObject { ["type"] = type, ["object"] = item.DeepClone() }.ToJsonString() + "\n");

    /// <summary>Ends the watches of a kind: the server has forgotten where they were.</summary>
    public void Expire(string plural) => Lines(plural).Add("""{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}}""" + "\n");

    /// <summary>Takes an object out, so that a watch that begins again does not tell it.</summary>
    public void Forget(string kind, string name) => _gone.Add((kind, name));

    private LineFeed Lines(string plural) => _lines.GetOrAdd(plural, _ => new LineFeed());

    // As sendInitialEvents does it: everything, a bookmark, then what changes.
    private async Task WatchAsync(ReceivedRequest request, Answering answer)
    {
        (KindInfo? kind, string plural, JsonObject[] all) = Find(request);
        if (kind is null)
        {
            await ForbidAsync(plural, answer);
            return;
        }

        LineFeed lines = Lines(plural);
        int next = lines.Count;
        await answer.BeginAsync();
        if (request.Query("sendInitialEvents") == "true")
        {
            foreach (JsonObject item in all)
                await answer.ChunkAsync(new JsonObject { ["type"] = "ADDED", ["object"] = item.DeepClone() }.ToJsonString() + "\n");
            await answer.ChunkAsync("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"1","annotations":{"k8s.io/initial-events-end":"true"}}}}""" + "\n");
        }

        while (true)
        {
            string line = await lines.ReadAsync(next++, answer.Stop);
            await answer.ChunkAsync(line);
            if (line.Contains("\"ERROR\"", StringComparison.Ordinal))
                break;
        }

        await answer.EndAsync();
    }

    private static Task ForbidAsync(string plural, Answering answer) => answer.JsonAsync(
        $$"""{"kind":"Status","code":403,"reason":"Forbidden","message":"{{plural}} is forbidden: User \"ann\" cannot list resource \"{{plural}}\""}""", 403);

    private DateTimeOffset CapturedAt() =>
        DateTimeOffset.Parse((string)_meta["capturedAt"]!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);

    private string Discovery(bool isCore)
    {
        JsonArray groups = [];
        foreach (IGrouping<string, KindInfo> group in _kinds.Where(k => k.GroupVersion.Contains('/') != isCore).GroupBy(k => k.GroupVersion))
        {
            string[] name = group.Key.Split('/');
            JsonArray resources = [];
            foreach (KindInfo kind in group)
            {
                resources.Add(new JsonObject
                {
                    ["resource"] = kind.Plural,
                    ["responseKind"] = new JsonObject { ["kind"] = kind.Kind },
                    ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
                    ["verbs"] = new JsonArray("list"),
                });
            }

            groups.Add(new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = isCore ? "" : name[0] },
                ["versions"] = new JsonArray(new JsonObject { ["version"] = name[^1], ["resources"] = resources }),
            });
        }

        return new JsonObject { ["kind"] = "APIGroupDiscoveryList", ["items"] = groups }.ToJsonString();
    }

    // /api/v1/[namespaces/NS/]PLURAL or /apis/GROUP/VERSION/[namespaces/NS/]PLURAL
    private (KindInfo? Kind, string Plural, JsonObject[] All) Find(ReceivedRequest request)
    {
        string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string version = parts[0] == "api" ? parts[1] : $"{parts[1]}/{parts[2]}";
        string[] rest = parts[(parts[0] == "api" ? 2 : 3)..];
        string? space = rest.Length > 2 ? rest[1] : null;
        string plural = rest[^1];
        if (Forbidden.Contains(plural))
            return (null, plural, []);
        KindInfo kind = _kinds.Single(k => k.Plural == plural && k.GroupVersion == version);
        string? field = request.Query("fieldSelector");
        return (kind, plural,
        [
            .. _objects[(version, kind.Kind)]
                .Where(item => !_gone.Contains((kind.Kind, (string)item["metadata"]!["name"]!)))
                .Where(item => space is null || (string?)item["metadata"]!["namespace"] == space)
                .Where(item => field switch
                {
                    null => true,
                    "involvedObject.kind=Node" => (string?)item["involvedObject"]!["kind"] == "Node",
                    _ => item["spec"]!["nodeName"] is not null && (string?)item["status"]!["phase"] is not ("Succeeded" or "Failed"),
                }),
        ]);
    }

    private Task ListAsync(ReceivedRequest request, Answering answer)
    {
        (KindInfo? kind, string plural, JsonObject[] all) = Find(request);
        if (kind is null)
            return ForbidAsync(plural, answer);
        int from = int.Parse(request.Query("continue") ?? "0", CultureInfo.InvariantCulture);
        JsonArray items = [];
        foreach (JsonObject item in all.Skip(from).Take(PageSize))
        {
            JsonObject copy = item.DeepClone().AsObject();
            copy.Remove("kind");
            copy.Remove("apiVersion");
            items.Add(copy);
        }

        string next = from + PageSize < all.Length ? (from + PageSize).ToString(CultureInfo.InvariantCulture) : "";
        JsonObject list = new()
        {
            ["kind"] = kind.Kind + "List",
            ["apiVersion"] = kind.GroupVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = "1", ["continue"] = next },
            ["items"] = items,
        };
        return answer.JsonAsync(list.ToJsonString());
    }

    private Task LogAsync(ReceivedRequest request, Answering answer)
    {
        string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string file = Path.Combine(
            _folder, "logs", parts[3], parts[5], request.Query("container") + (request.Query("previous") == "true" ? ".previous.log" : ".log"));
        return File.Exists(file)
            ? answer.WholeAsync(200, "text/plain", File.ReadAllBytes(file))
            : answer.JsonAsync("""{"kind":"Status","code":400,"reason":"BadRequest","message":"no such log"}""", 400);
    }
}
