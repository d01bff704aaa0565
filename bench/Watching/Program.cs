using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Diagnosis;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Watching;

// How long a change of one pod takes until its diagnosis is there, in a cluster of bench/diagnosis.py. Each change takes a pod's readiness or
// gives it back; before each one as many other pods have changed as the rounds before made, as in a cluster that lives.
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Watching CLUSTER.json [CHANGES], with a cluster that bench/diagnosis.py --keep has written");
    return 2;
}

int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 200;
var store = new ClusterStore();
var diagnoser = new IncrementalDiagnoser();
var context = new ReadContext();
List<JsonNode> pods = Load(args[0], store, context);
var now = new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
long began = Stopwatch.GetTimestamp();
(Cluster cluster, ClusterDelta? delta) = store.Commit(now);
int roots = diagnoser.Next(cluster, delta).Roots.Count;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cluster.All<Pod>().Count} pods, {cluster.Count} objects, {roots} causes; all of it: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms, {diagnoser.Evaluated} evaluations"));

int collections = GC.CollectionCount(2);
TimeSpan paused = GC.GetTotalPauseDuration();
long allocated = GC.GetTotalAllocatedBytes();
var times = new List<double>();
var commits = new List<double>();
var cpus = new List<double>();
var evaluated = new List<int>();
for (int i = 0; i < rounds; i++)
{
    JsonNode pod = pods[(int)((i * 7919L) % pods.Count)];
    foreach (JsonNode? condition in pod["status"]!["conditions"]!.AsArray())
        condition!["status"] = (string?)condition["status"] == "True" ? "False" : "True";
    using JsonDocument changed = JsonDocument.Parse(pod.ToJsonString());
    now += TimeSpan.FromMilliseconds(500);
    TimeSpan cpu = Environment.CpuUsage.TotalTime;
    began = Stopwatch.GetTimestamp();
    store.Put(ObjectReader.Read(changed.RootElement, "bench", "Pod", context).Read!);
    (cluster, delta) = store.Commit(now);
    commits.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
    diagnoser.Next(cluster, delta);
    cpus.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
    times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    evaluated.Add(diagnoser.Evaluated);
}

// The first rounds wait for the compiler.
double[] sorted = [.. times.Skip(rounds / 5).Order()];
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"a change of one pod: median {sorted[sorted.Length / 2]:0.0} ms, 95 % below {sorted[(int)(sorted.Length * 0.95)]:0.0} ms, most {sorted[^1]:0.0} ms; {evaluated.Order().ElementAt(rounds / 2)} evaluations"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CPU for that: median {cpus.Order().ElementAt(rounds / 2):0.0} ms, of which {commits.Order().ElementAt(rounds / 2):0.0} ms for the indexes"));
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"memory: {(GC.GetTotalAllocatedBytes() - allocated) / (double)rounds / (1 << 20):0.0} MB allocated by a change; {GC.CollectionCount(2) - collections} collections of everything in {rounds} changes, paused {(GC.GetTotalPauseDuration() - paused).TotalMilliseconds / rounds:0.0} ms each"));
began = Stopwatch.GetTimestamp();
Diagnoser.Diagnose(cluster);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the rules on everything, for comparison: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms"));
return 0;

// In a method of its own, so that nothing of the file is held while changes are measured.
static List<JsonNode> Load(string path, ClusterStore store, ReadContext context)
{
    List<JsonNode> pods = [];
    using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
    foreach (JsonElement item in document.RootElement.GetProperty("items").EnumerateArray())
    {
        string kind = item.GetProperty("kind").GetString()!;
        store.SetComplete(kind, "*", true);
        if (ObjectReader.Read(item, "bench", kind, context).Read is { } read)
            store.Put(read);
        if (kind == "Pod" && item.GetProperty("status").TryGetProperty("conditions", out _))
            pods.Add(JsonNode.Parse(item.GetRawText())!);
    }

    return pods;
}
