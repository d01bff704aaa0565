using System.Globalization;
using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Shares;
using Sonde.Diagnosis.Shares.Requests;

namespace Sonde.Diagnosis.Tests.Shares.Requests;

/// <summary>What failing requests have in common is told when chance does not explain it, and only then.</summary>
public sealed class FailingRequestsTests(ITestOutputHelper output)
{
    private static readonly string[] Paths = ["/", "/cart", "/cart/17", "/pay", "/search?q=a", "/img/logo.png"];

    [Fact]
    public void Of_a_thousand_random_sets_of_failing_requests_fewer_than_one_in_twenty_get_a_culprit()
    {
        var random = new Random(20261121);
        int accused = 0;
        for (int shape = 0; shape < 10; shape++)
        {
            int number = 30 + random.Next(170);
            Cluster cluster = Build(random.Next(), 2 + shape, number, (_, _, _) => false);
            Workload proxy = cluster.Workloads.Single(workload => workload.Ref.Name == "edge");
            ServedRequest[] requests = Requests(cluster);
            Assert.Equal(number, requests.Length);
            for (int i = 0; i < 100; i++)
            {
                int failing = 2 + random.Next(Math.Min(number - 2, 40));
                HashSet<LoggedRequest> wrong = [.. requests.OrderBy(_ => random.Next()).Take(failing).Select(one => one.Request)];
                accused += FailingRequests.Shared(proxy, requests, wrong.Contains, cluster, 1).Any() ? 1 : 0;
            }
        }

        output.WriteLine($"{accused} of 1000 random sets get a culprit");
        Assert.InRange(accused, 0, 49);
    }

    [Fact]
    public void One_pod_that_answers_with_errors_is_accused()
    {
        SharedTrait shared = Assert.Single(Diagnoser.Diagnose(Build(5, 6, 200, (server, _, _) => server == 3)).Shared);
        Assert.Equal((TraitKind.Pod, "Pod shop/cart-3"), (shared.Trait.Kind, shared.Trait.Value));
        Assert.Equal("Deployment edge/edge", shared.LoggedBy.ToString());
        Assert.StartsWith($"{shared.Failing} of {shared.Failing} failing requests were served by Pod shop/cart-3; ", shared.InWords, StringComparison.Ordinal);
        Assert.Contains(" of all 200 in the logs of Deployment edge/edge were; p = ", shared.InWords, StringComparison.Ordinal);
        Assert.Contains("Deployment shop/cart", shared.Workloads.Select(one => one.ToString()));
        Assert.Contains(" 502 ", shared.Sample, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_fails_wherever_it_is_served_is_accused_and_its_pods_are_not()
    {
        SharedTrait shared = Assert.Single(Diagnoser.Diagnose(Build(6, 6, 200, (_, path, _) => path == "/pay")).Shared);
        Assert.Equal((TraitKind.Route, "GET /pay"), (shared.Trait.Kind, shared.Trait.Value));
    }

    [Fact]
    public void An_outage_is_told_by_when_it_began()
    {
        SharedTrait shared = Assert.Single(Diagnoser.Diagnose(Build(7, 6, 200, (_, _, number) => number >= 120)).Shared);
        Assert.Equal((TraitKind.CreatedSince, "2026-01-02 11:02:00 UTC"), (shared.Trait.Kind, shared.Trait.Value));
        Assert.Contains("failing requests came at or after 2026-01-02 11:02:00 UTC; 40 % of all 200", shared.InWords, StringComparison.Ordinal);
    }

    [Fact]
    public void Logs_without_failures_say_nothing() => Assert.Empty(Diagnoser.Diagnose(Build(8, 6, 200, (_, _, _) => false)).Shared);

    [Fact]
    public void Every_format_shows_it()
    {
        Cluster cluster = Build(5, 6, 200, (server, _, _) => server == 3, fails: 3);
        DiagnosisResult diagnosis = Diagnoser.Diagnose(cluster);
        foreach (string format in (string[])["text", "wide", "markdown", "html", "json"])
            Assert.Contains("failing requests were served by Pod shop/cart-3", Written(diagnosis, format), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Written(diagnosis, "json"));
        JsonElement shared = json.RootElement.GetProperty("shared").EnumerateArray().Single(one => one.TryGetProperty("loggedBy", out _));
        Assert.Equal(200, shared.GetProperty("requests").GetInt32());
        Assert.Contains(" 502 ", shared.GetProperty("sample").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Logs_of_proxies_are_asked_for()
    {
        Cluster cluster = Build(5, 2, 30, (_, _, _) => false);
        Assert.Contains(new LogRequest(new ObjectRef("Pod", "edge", "edge-0"), "app", false), RuleCatalogue.LogsWanted(cluster));
    }

    private static string Written(DiagnosisResult diagnosis, string format)
    {
        var text = new StringWriter();
        DiagnosisFormats.Find(format)!.Write(diagnosis, text, new DiagnosisLayout(1000, false, "test", "0"));
        return text.ToString();
    }

    private static ServedRequest[] Requests(Cluster cluster)
    {
        Pod[] pods = [.. cluster.All<Pod>()];
        return
        [
            .. pods.Where(pod => pod.Ref.Namespace == "edge").SelectMany(logger => AccessLog.Read(cluster.Logs.Read(new LogRequest(logger.Ref, "app", false))!)
                .Select(request => new ServedRequest(request, logger, pods.Single(pod => pod.Addresses.Contains(request.Upstream))))),
        ];
    }

    /// <summary>Two pods of an ingress controller, pods behind it on four nodes, and what its logs say of requests, drawn from a seed.</summary>
    private static Cluster Build(int seed, int servers, int requests, Func<int, string, int, bool> answersBadly, int fails = -1)
    {
        var random = new Random(seed);
        var builder = new ClusterBuilder();
        builder.SetCapturedAt(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        void Add(string json)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            builder.Add(document.RootElement, "test");
        }

        for (int n = 0; n < 4; n++)
            Add($$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"node-{{n}}","labels":{"topology.kubernetes.io/zone":"zone-{{n % 2}}"} },"status":{"conditions":[{"type":"Ready","status":"True"}]} }""");
        void Workload(string space, string name, int pods, string image, string net)
        {
            Add($$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{name}}","namespace":"{{space}}","uid":"d-{{name}}"},"spec":{"replicas":{{pods}} } }""");
            Add($$"""{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{name}}-r","namespace":"{{space}}","uid":"r-{{name}}","ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{name}}","uid":"d-{{name}}","controller":true}]},"spec":{"replicas":{{pods}} } }""");
            for (int i = 0; i < pods; i++)
            {
                bool isReady = space == "edge" || i != fails;
                Add($$"""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}-{{i}}","namespace":"{{space}}","uid":"p-{{name}}-{{i}}","creationTimestamp":"2026-01-02T1{{i % 2}}:0{{i % 7}}:00Z","labels":{"app":"{{name}}"},
                     "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{name}}-r","uid":"r-{{name}}","controller":true}]},
                     "spec":{"nodeName":"node-{{i % 4}}","containers":[{"name":"app","image":"{{image}}"}]},
                     "status":{"phase":"Running","podIP":"{{net}}.{{i}}","conditions":[{"type":"Ready","status":"{{isReady}}","lastTransitionTime":"2026-01-02T11:00:00Z"}],
                      "containerStatuses":[{"name":"app","ready":{{(isReady ? "true" : "false")}},"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T10:00:00Z"} } }]} }
                    """);
            }
        }

        Workload("edge", "edge", 2, "registry.k8s.io/ingress-nginx/controller:v1.13.0", "10.0.0");
        Workload("shop", "cart", servers, "registry.example/cart:1", "10.0.1");
        List<string>[] lines = [[], []];
        for (int i = 0; i < requests; i++)
        {
            int server = random.Next(servers);
            string path = Paths[random.Next(Paths.Length)], time = new DateTime(2026, 1, 2, 11, 0, 0, DateTimeKind.Utc).AddSeconds(i).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            int status = answersBadly(server, path, i) ? 502 : 200;
            lines[random.Next(2)].Add(
                $"""203.0.113.{random.Next(5)} - - [02/Jan/2026:{time} +0000] "GET {path} HTTP/1.1" {status} 7 "-" "curl/8" 70 0.001 [shop-cart-80] [] 10.0.1.{server}:8080 7 0.001 {status} id{i}""");
        }

        MemoryLogs logs = new();
        for (int i = 0; i < 2; i++)
            logs.Add(new LogRequest(new ObjectRef("Pod", "edge", $"edge-{i}"), "app", false), lines[i]);
        builder.AddLogs(logs);
        return builder.Build();
    }
}
