using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Tests.Recordings;

namespace Sonde.Diagnosis.Tests.Watching;

/// <summary>Whatever changes, and in whatever order: evaluating what a change touches gives what evaluating everything gives.</summary>
public sealed class IncrementalDiagnosisTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Values =
    [
        "null", "0", "7", "\"\"", "\"x\"", "\"False\"", "\"True\"", "\"Failed\"", "\"Evicted\"", "\"Pending\"", "\"CrashLoopBackOff\"", "\"100\"", "{}", "[]", "true",
        "\"2026-01-02T11:58:00Z\"",
    ];

    private static readonly JsonNode[] Samples =
        [.. Recording.All.Select(one => JsonNode.Parse(File.ReadAllBytes(Path.Combine(one.Folder, "objects.json")))!)];

    [Fact]
    public void Evaluating_what_changed_gives_what_evaluating_everything_gives()
    {
        var changes = ArbMap.Default.ArbFor<(NonNegativeInt Sample, NonNegativeInt[][] Steps)>();
        Prop.ForAll(changes, change =>
        {
            JsonNode sample = Samples[change.Sample.Get % Samples.Length];
            ChangingCluster cluster = new(sample, Start);
            Assert.Equal(cluster.Whole(), cluster.Step());
            foreach (NonNegativeInt[] step in change.Steps.Take(5))
            {
                List<string> done = [];
                foreach (NonNegativeInt seed in step.Take(6))
                    done.Add(Change(cluster, sample, new Random(seed.Get)));
                string whole = cluster.Whole();
                Assert.True(whole == cluster.Step(), $"after {string.Join("; ", done)}");
            }
        }).Holds(20, startSize: 8);
    }

    [Fact]
    public void A_change_of_one_pod_evaluates_few_rules()
    {
        ChangingCluster cluster = new(Samples[0], Start);
        cluster.Step();
        int whole = cluster.Evaluated;
        string pod = cluster.Names.Where(name => name.StartsWith("Pod ", StringComparison.Ordinal)).Order(StringComparer.Ordinal).First();
        JsonNode json = cluster.Json(pod);
        json["status"]!["phase"] = "Failed";
        cluster.Put(json);
        Assert.Equal(cluster.Whole(), cluster.Step());
        Assert.InRange(cluster.Evaluated, 1, whole / 3);
        cluster.Step();
        int quiet = cluster.Evaluated;
        Assert.InRange(quiet, 0, 10);
    }

    /// <summary>Does one thing that happens in clusters, or that should not, and says what.</summary>
    private static string Change(ChangingCluster cluster, JsonNode sample, Random random)
    {
        string[] names = [.. cluster.Names.Order(StringComparer.Ordinal)];
        string name = names.Length == 0 ? "" : names[random.Next(names.Length)];
        string[] pods = [.. names.Where(one => one.StartsWith("Pod ", StringComparison.Ordinal))];
        string pod = pods.Length == 0 ? "" : pods[random.Next(pods.Length)];
        switch (random.Next(9))
        {
            case 0 when name.Length > 0:
                cluster.Remove(name);
                return $"removed {name}";
            case 1:
                JsonArray items = sample["items"]!.AsArray();
                JsonNode back = items[random.Next(items.Count)]!.DeepClone();
                cluster.Put(back);
                return $"put back {back["kind"]} {back["metadata"]!["name"]}";
            case 2 when pod.Length > 0:
                return Fail(cluster, pod, random);
            case 3 when pod.Length > 0:
                cluster.Remove(pod);
                return $"removed {pod}";
            case 4:
                cluster.Now += TimeSpan.FromSeconds(random.Next(4000));
                return $"now {cluster.Now:O}";
            case 5 when pod.Length > 0 && cluster.Read(pod) is Pod running && running.Spec.Containers.Count > 0:
                cluster.PutLog(
                    new LogRequest(running.Ref, running.Spec.Containers[0].Name, random.Next(2) == 0),
                    [random.Next(2) == 0 ? "dial tcp: lookup catalog on 10.96.0.10:53: no such host" : "panic: connect to redis:6379: connection refused", "exit"]);
                return $"log of {pod}";
            case 6 when pod.Length > 0:
                return Owner(cluster, pod, random);
            case var _ when name.Length > 0:
                return Field(cluster, name, random);
            default:
                return "nothing";
        }
    }

    private static string Fail(ChangingCluster cluster, string pod, Random random)
    {
        JsonNode json = cluster.Json(pod);
        if (json["status"]?["containerStatuses"] is not JsonArray { Count: > 0 } statuses)
            return "nothing";
        bool fails = random.Next(2) == 0;
        JsonObject status = statuses[0]!.AsObject();
        status["ready"] = !fails;
        status["restartCount"] = random.Next(9);
        status["state"] = fails
            ? JsonNode.Parse("""{"waiting":{"reason":"CrashLoopBackOff","message":"back-off"}}""")
            : JsonNode.Parse("""{"running":{"startedAt":"2026-01-02T11:50:00Z"}}""");
        status["lastState"] = JsonNode.Parse($$"""{"terminated":{"exitCode":{{random.Next(140).ToString(CultureInfo.InvariantCulture)}},"reason":"Error","finishedAt":"2026-01-02T11:59:00Z"} }""");
        json["status"]!["conditions"] = JsonNode.Parse($$"""[{"type":"Ready","status":"{{(fails ? "False" : "True")}}"}]""");
        cluster.Put(json);
        return $"{pod} {(fails ? "fails" : "runs")}";
    }

    private static string Owner(ChangingCluster cluster, string pod, Random random)
    {
        JsonNode json = cluster.Json(pod);
        string kind = random.Next(2) == 0 ? "ReplicaSet" : "Database";
        json["metadata"]!["ownerReferences"] = JsonNode.Parse($$"""[{"apiVersion":"apps/v1","kind":"{{kind}}","name":"adopted","uid":"u","controller":true}]""");
        cluster.Put(json);
        return $"{pod} adopted by a {kind}";
    }

    private static string Field(ChangingCluster cluster, string name, Random random)
    {
        JsonNode json = cluster.Json(name);
        (JsonObject Parent, string Name)[] fields = [.. Fields(json)];
        (JsonObject parent, string field) = fields[random.Next(fields.Length)];
        string value = Values[random.Next(Values.Length)];
        // A name makes it another object.
        if (field is "kind" or "name" or "namespace" or "apiVersion")
            return "nothing";
        parent[field] = JsonNode.Parse(value);
        cluster.Put(json);
        return $"{name}: {field} = {value}";
    }

    private static IEnumerable<(JsonObject Parent, string Name)> Fields(JsonNode? node) => node switch
    {
        JsonObject map => map.ToArray().SelectMany(field => Fields(field.Value).Prepend((map, field.Key))),
        JsonArray list => list.SelectMany(Fields),
        _ => [],
    };
}
