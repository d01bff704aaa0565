using System.Text;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Config;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Usage;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Sources.Live;
using Sonde.Diagnosis.Tests.Recordings;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Diagnosis.Tests.Live;

public sealed class LiveSourceTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<string> Recordings => [.. Recording.All.Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task A_live_cluster_gives_the_answer_of_its_recording(string name)
    {
        Recording recording = Recording.All.Single(one => one.Name == name);
        ClusterBuilder recorded = new();
        await new FolderSource(recording.Folder).ReadAsync(recorded, Cancel);
        // The server of this test has no more pods than the recording.
        recorded.DeclareComplete("Pod", "*");
        Assert.Equal(Text(recorded.Build()), Text(await LiveAsync(new RecordedApi(recording.Folder), null)));
    }

    [Fact]
    public async Task Forbidden_kinds_are_blind_spots_that_say_which_right_is_missing()
    {
        RecordedApi api = new(Recording.All[0].Folder) { Forbidden = { "nodes", "secrets" } };
        Cluster cluster = await LiveAsync(api, null);
        Assert.Equal(
            [
                "nodes: forbidden to ann: a role needs list on nodes",
                "secrets in all namespaces: forbidden to ann: a role needs list on secrets",
            ],
            cluster.BlindSpots.Select(spot => $"{spot.What}: {spot.Why}").Order(StringComparer.Ordinal));
        Assert.False(cluster.KnowsAll("Node", "*"));
        Assert.True(cluster.KnowsAll("Pod", "*"));
        Assert.NotEmpty(cluster.All<Pod>());
    }

    [Fact]
    public async Task Who_may_see_nothing_is_told_so()
    {
        RecordedApi api = new(Recording.All[0].Folder);
        await using TestServer server = new((request, answer) => request.Path is not ("/api" or "/apis" or "/version")
            ? answer.JsonAsync("""{"kind":"Status","code":403,"message":"forbidden: User \"ann\" cannot"}""", 403)
            : api.AnswerAsync(request, answer));
        using KubernetesClient client = server.Client();
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(
            () => new LiveSource(client, "shop").ReadAsync(new ClusterBuilder(), Cancel));
        Assert.Equal(KubernetesError.Forbidden, error.Error);
    }

    [Fact]
    public async Task One_namespace_is_read_with_the_nodes_and_only_a_waiting_pod_makes_it_read_the_others()
    {
        Recording quiet = Recording.All.Single(one => one.Name.StartsWith("01-", StringComparison.Ordinal));
        Cluster cluster = await LiveAsync(new RecordedApi(quiet.Folder), "shop");
        Assert.All(cluster.All<Pod>(), pod => Assert.Equal("shop", pod.Ref.Namespace));
        Assert.True(cluster.KnowsAll("Pod", "shop"));
        Assert.False(cluster.KnowsAll("Pod", "kube-system"));
        Assert.True(cluster.KnowsAll("Node", "*"));

        (Recording waiting, string space) = await WaitingAsync();
        Assert.True((await LiveAsync(new RecordedApi(waiting.Folder), space)).KnowsAll("Pod", "*"));
    }

    [Fact]
    public async Task A_log_that_the_kubelet_cannot_find_is_no_log()
    {
        Recording recording = Recording.All[0];
        RecordedApi api = new(recording.Folder);
        await using TestServer server = new((request, answer) => request.Path.EndsWith("/log", StringComparison.Ordinal)
            ? answer.WholeAsync(200, "text/plain", "unable to retrieve container logs for containerd://d657"u8.ToArray())
            : api.AnswerAsync(request, answer));
        using KubernetesClient client = server.Client();
        ClusterBuilder builder = new();
        await new LiveSource(client, null).ReadAsync(builder, Cancel);
        Cluster cluster = builder.Build();
        Assert.Contains(server.Requests, request => request.Path.EndsWith("/log", StringComparison.Ordinal));
        Assert.All(Sonde.Diagnosis.Rules.RuleCatalogue.LogsWanted(cluster), wanted => Assert.Null(cluster.Logs.Read(wanted)));
        Assert.Empty(cluster.BlindSpots);
    }

    [Fact]
    public async Task Objects_that_are_kept_say_what_they_are()
    {
        await using TestServer server = new(new RecordedApi(Recording.All[0].Folder).AnswerAsync);
        using KubernetesClient client = server.Client();
        List<string> kept = [];
        ClusterBuilder builder = new() { ObjectSeen = seen => kept.Add($"{seen.GetProperty("apiVersion")} {seen.GetProperty("kind")}") };
        await new LiveSource(client, null).ReadAsync(builder, Cancel);
        Assert.Contains("v1 Pod", kept);
        Assert.Contains("apps/v1 Deployment", kept);
    }

    [Fact]
    public async Task Values_of_secrets_do_not_reach_the_model()
    {
        Recording recording = Recording.All.First(one => File.ReadAllText(Path.Combine(one.Folder, "objects.json")).Contains("\"kind\": \"Secret\"", StringComparison.Ordinal));
        Cluster cluster = await LiveAsync(new RecordedApi(recording.Folder), null);
        Assert.NotEmpty(cluster.All<Secret>().SelectMany(secret => secret.Keys));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(403, false)]
    public async Task A_node_that_suffers_is_asked_what_its_pods_use(int status, bool isKnown)
    {
        const string Node = """
            {"metadata":{"name":"n1"},"status":{"allocatable":{"memory":"8Gi"},"conditions":[{"type":"Ready","status":"True"},{"type":"MemoryPressure","status":"True"}]} }
            """;
        const string Summary = """
            {"node":{"nodeName":"n1","memory":{"workingSetBytes":8000000000}},"pods":[{"podRef":{"name":"p","namespace":"shop"},"memory":{"workingSetBytes":7000000000}}]}
            """;
        RecordedApi api = new(Recording.All[0].Folder);
        await using TestServer server = new((request, answer) => request.Path switch
        {
            "/api/v1/nodes" => answer.JsonAsync($$"""{"kind":"NodeList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{{Node}}]}"""),
            "/api/v1/nodes/n1/proxy/stats/summary" => answer.JsonAsync(status == 200 ? Summary : """{"kind":"Status","code":403,"message":"forbidden: User \"ann\" cannot"}""", status),
            _ => api.AnswerAsync(request, answer),
        });
        using KubernetesClient client = server.Client();
        List<string> kept = [];
        ClusterBuilder builder = new() { ObjectSeen = seen => kept.Add($"{seen.GetProperty("kind")}") };
        await new LiveSource(client, null).ReadAsync(builder, Cancel);
        Cluster cluster = builder.Build();
        Assert.Equal(isKnown, kept.Contains("NodeSummary"));
        Assert.Equal(isKnown ? 1 : 0, cluster.All<NodeSummary>().Count);
        Assert.Equal(isKnown, !cluster.BlindSpots.Any(spot => spot is { What: "usage of node n1" } && spot.Why.EndsWith("a role needs get on nodes/proxy", StringComparison.Ordinal)));
    }

    /// <summary>A recording with a pod that waits for a node, and that pod's namespace.</summary>
    private static async Task<(Recording Recording, string Namespace)> WaitingAsync()
    {
        foreach (Recording one in Recording.All)
        {
            ClusterBuilder builder = new();
            await new FolderSource(one.Folder).ReadAsync(builder, Cancel);
            if (builder.Build().All<Pod>().FirstOrDefault(pod => pod is { IsScheduled: false, IsDone: false }) is { } waiting)
                return (one, waiting.Ref.Namespace);
        }

        throw new InvalidOperationException("no recording has a pod that waits for a node");
    }

    private static async Task<Cluster> LiveAsync(RecordedApi api, string? space)
    {
        await using TestServer server = new(api.AnswerAsync);
        using KubernetesClient client = server.Client();
        ClusterBuilder builder = new();
        await new LiveSource(client, space).ReadAsync(builder, Cancel);
        return builder.Build();
    }

    private static string Text(Cluster cluster)
    {
        DiagnosisResult result = Diagnoser.Diagnose(cluster);
        StringBuilder text = new();
        text.AppendLine(cluster.ServerVersion);
        foreach (RootCause root in result.Roots)
        {
            text.AppendLine($"{root.Finding.Rule} {root.Finding.Subject} {root.Finding.Container} {root.Finding.Since:O} {root.Finding.Title}");
            foreach (Evidence evidence in root.Finding.Evidence)
                text.AppendLine($"  {evidence}");
            foreach (Effect effect in root.Effects)
                text.AppendLine($"  {effect}");
        }

        foreach (Undetermined one in result.Undetermined)
            text.AppendLine($"undetermined {one}");
        foreach (BlindSpot spot in cluster.BlindSpots)
            text.AppendLine($"blind {spot}");
        return text.ToString();
    }
}
