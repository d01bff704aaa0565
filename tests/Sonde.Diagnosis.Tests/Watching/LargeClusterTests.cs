using System.Globalization;
using System.Text.Json.Nodes;

namespace Sonde.Diagnosis.Tests.Watching;

/// <summary>What a change costs, in work: it must not depend on how large the cluster is.</summary>
public sealed class LargeClusterTests(ITestOutputHelper output)
{
    private const int Replicas = 4, PerNamespace = 5, Faults = 6;

    [Fact]
    public void A_change_of_one_pod_costs_the_same_in_a_cluster_ten_times_as_large()
    {
        int small = CostOfOneChange(30, out int smallWhole), large = CostOfOneChange(300, out int largeWhole);
        output.WriteLine($"{Replicas * 30} pods: {small} of {smallWhole} evaluations; {Replicas * 300} pods: {large} of {largeWhole}");
        Assert.True(largeWhole > 5 * smallWhole, "the larger cluster is no larger");
        Assert.Equal(small, large);
        Assert.InRange(large, 1, 400);
    }

    private static int CostOfOneChange(int workloads, out int whole)
    {
        ChangingCluster cluster = new(Make(workloads), new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));
        cluster.Step();
        whole = cluster.Evaluated;
        // A healthy pod loses its readiness a second later, and the watch that follows sees it come back.
        string name = cluster.Names.Single(one => one.StartsWith("Pod team-1/app-8-0", StringComparison.Ordinal));
        JsonNode json = cluster.Json(name);
        json["status"]!["conditions"]![0]!["status"] = "False";
        cluster.Now += TimeSpan.FromSeconds(1);
        cluster.Put(json);
        Assert.Equal(cluster.Whole(), cluster.Step());
        return cluster.Evaluated;
    }

    private static JsonObject Make(int workloads)
    {
        var items = new JsonArray();
        void Add(string json) => items.Add(JsonNode.Parse(json));
        for (int n = 0; n < workloads / 5; n++)
            Add($$"""{"apiVersion":"v1","kind":"Node","metadata":{"name":"node-{{n}}"},"spec":{},"status":{"allocatable":{"cpu":"16","memory":"64Gi","pods":"110"},"conditions":[{"type":"Ready","status":"True"}]} }""");
        for (int w = 0; w < workloads; w++)
        {
            string space = string.Create(CultureInfo.InvariantCulture, $"team-{w / PerNamespace}"), app = string.Create(CultureInfo.InvariantCulture, $"app-{w}");
            string backend = string.Create(CultureInfo.InvariantCulture, $"app-{w / PerNamespace * PerNamespace}");
            string spec = $$"""
                {"containers":[{"name":"app","image":"registry.example/{{app}}:1","env":[{"name":"BACKEND_URL","value":"http://{{backend}}:80"}],"ports":[{"name":"http","containerPort":8080}],
                 "resources":{"requests":{"cpu":"50m","memory":"64Mi"} },"readinessProbe":{"httpGet":{"path":"/ready","port":"http"} } }] }
                """;
            string labels = $$"""{"app":"{{app}}"}""", template = $$"""{"metadata":{"labels":{{labels}} },"spec":{{spec}} }""";
            Add($$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{app}}","namespace":"{{space}}","uid":"d{{w}}","creationTimestamp":"2026-01-02T10:00:00Z"},"spec":{"replicas":{{Replicas}},"selector":{"matchLabels":{{labels}} },"template":{{template}} } }""");
            Add($$"""{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{app}}-r","namespace":"{{space}}","uid":"r{{w}}","ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{app}}","uid":"d{{w}}","controller":true}]},"spec":{"replicas":{{Replicas}},"template":{{template}} } }""");
            Add($$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"{{app}}","namespace":"{{space}}"},"spec":{"selector":{{labels}},"ports":[{"port":80,"targetPort":"http"}]} }""");
            // The faults are the same in a cluster of any size: whoever waits is looked at again when time goes on.
            bool fails = w % PerNamespace == 2 && w / PerNamespace < Faults;
            for (int p = 0; p < Replicas; p++)
            {
                string last = fails ? """{"terminated":{"exitCode":1,"reason":"Error"}}""" : "{}";
                string state = fails ? """{"waiting":{"reason":"CrashLoopBackOff"}}""" : """{"running":{"startedAt":"2026-01-02T10:00:00Z"}}""";
                Add($$"""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{app}}-{{p}}","namespace":"{{space}}","uid":"p{{w}}-{{p}}","creationTimestamp":"2026-01-02T10:00:00Z","labels":{{labels}},
                     "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{app}}-r","uid":"r{{w}}","controller":true}]},
                     "spec":{"nodeName":"node-{{(w + p) % (workloads / 5)}}",{{spec.Trim()[1..]}},
                     "status":{"phase":"Running","podIP":"10.{{w / 250}}.{{w % 250}}.{{p}}","conditions":[{"type":"Ready","status":"{{(fails ? "False" : "True")}}"}],
                      "containerStatuses":[{"name":"app","ready":{{(fails ? "false" : "true")}},"restartCount":{{(fails ? 9 : 0)}},"state":{{state}},"lastState":{{last}} }]} }
                    """);
            }
        }

        return new JsonObject { ["items"] = items };
    }
}
