using System.Text.Json.Nodes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Sources;
using Sonde.Diagnosis.Tests.Live;
using Sonde.Diagnosis.Tests.Recordings;
using Sonde.Diagnosis.Watching;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Diagnosis.Tests.Watching;

/// <summary>A recorded cluster behind an API server that lets itself be watched.</summary>
public sealed class LiveWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly Recording Shop = Recording.All.Single(one => one.Name.StartsWith("01-", StringComparison.Ordinal));

    [Fact]
    public async Task The_first_step_is_the_diagnosis_of_the_recording()
    {
        ClusterBuilder recorded = new();
        await new FolderSource(Shop.Folder).ReadAsync(recorded, TestContext.Current.CancellationToken);
        string[] expected = Roots(Diagnoser.Diagnose(recorded.Build()));
        await WatchAsync(new RecordedApi(Shop.Folder), (step, _) =>
        {
            Assert.Equal(expected, Roots(step.Diagnosis));
            return true;
        });
    }

    [Fact]
    public async Task A_change_is_diagnosed_and_touches_little()
    {
        RecordedApi api = new(Shop.Folder);
        JsonNode[] broken = [.. Objects("Pod").Where(pod => ((string)pod["metadata"]!["name"]!).StartsWith("catalog-", StringComparison.Ordinal))];
        int whole = 0;
        await WatchAsync(api, (step, number) =>
        {
            if (number == 0)
            {
                whole = step.Evaluated;
                Assert.Contains(step.Diagnosis.Roots, root => root.Finding.Rule == "probe-path-wrong");
                foreach (JsonNode pod in broken)
                    api.Push("pods", "MODIFIED", Ready(pod));
                foreach (JsonNode happened in Objects("Event"))
                    api.Push("events", "DELETED", happened);
                return false;
            }

            if (step.Changes > 0)
                Assert.InRange(step.Evaluated, 1, whole);
            return step.Diagnosis.Roots.All(root => root.Finding.Rule != "probe-path-wrong");
        });
    }

    [Fact]
    public async Task What_went_while_the_server_forgot_is_gone()
    {
        RecordedApi api = new(Shop.Folder);
        string name = (string)Objects("Pod").First()["metadata"]!["name"]!;
        await WatchAsync(api, (step, number) =>
        {
            bool isHere = step.Cluster.All<Pod>().Any(pod => pod.Ref.Name == name);
            if (number == 0)
            {
                Assert.True(isHere);
                api.Forget("Pod", name);
                api.Expire("pods");
            }

            return number > 0 && !isHere;
        });
    }

    [Fact]
    public async Task Without_a_metrics_api_the_kubelets_tell_who_takes_the_node()
    {
        JsonNode node = Objects("Node").First(), pod = Objects("Pod").First(pod => (string?)pod["spec"]!["nodeName"] == (string)node["metadata"]!["name"]!);
        string name = (string)node["metadata"]!["name"]!;
        RecordedApi api = new(Shop.Folder)
        {
            SummaryOf = of => of != name ? null : $$$$$"""
                {"node":{"nodeName":"{{{{{name}}}}}","cpu":{"usageNanoCores":900000000000,"psi":{"some":{"avg60":88},"full":{"avg60":0}}}},
                 "pods":[{"podRef":{"name":"{{{{{(string)pod["metadata"]!["name"]!}}}}}","namespace":"{{{{{(string)pod["metadata"]!["namespace"]!}}}}}"},"cpu":{"usageNanoCores":800000000000}}]}
                """,
        };
        await WatchAsync(api, (step, _) => step.Diagnosis.Roots.Any(root =>
            root.Finding.Rule == "node-contended" && root.Finding.Subject.Name == name && root.Finding.Title.Contains("800", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_kind_that_may_not_be_watched_is_a_blind_spot()
    {
        RecordedApi api = new(Shop.Folder) { Forbidden = { "secrets" } };
        await WatchAsync(api, (step, _) =>
        {
            BlindSpot spot = Assert.Single(step.Diagnosis.BlindSpots);
            Assert.Equal("secrets in all namespaces: forbidden to ann: a role needs list and watch on secrets", $"{spot.What}: {spot.Why}");
            Assert.False(step.Cluster.KnowsAll("Secret", "*"));
            return true;
        });
    }

    /// <summary>Watches until a step is the one that is waited for.</summary>
    private static async Task WatchAsync(RecordedApi api, Func<WatchStep, int, bool> isOver)
    {
        await using TestServer server = new(api.AnswerAsync);
        using KubernetesClient client = server.Client();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        int number = 0;
        using var watch = new LiveWatch(client, null);
        await foreach (WatchStep step in watch.RunAsync(patience.Token))
        {
            if (isOver(step, number++))
                return;
        }
    }

    private static IEnumerable<JsonNode> Objects(string kind) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Shop.Folder, "objects.json")))!["items"]!.AsArray().Where(item => (string)item!["kind"]! == kind)!;

    private static JsonNode Ready(JsonNode pod)
    {
        foreach (JsonNode? condition in pod["status"]!["conditions"]!.AsArray())
            condition!["status"] = "True";
        foreach (JsonNode? status in pod["status"]!["containerStatuses"]!.AsArray())
            status!["ready"] = true;
        return pod;
    }

    private static string[] Roots(DiagnosisResult diagnosis) =>
        [.. diagnosis.Roots.Select(root => $"{root.Finding.Rule} {root.Finding.Subject} {root.Finding.Title} {root.Effects.Count}")];
}
