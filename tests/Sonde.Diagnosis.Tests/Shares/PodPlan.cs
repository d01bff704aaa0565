using System.Globalization;
using System.Text.Json;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Tests.Shares;

/// <summary>Clusters of many pods, for statistics: who runs where is drawn from a fixed seed.</summary>
internal static class PodPlan
{
    /// <summary>A cluster of Deployments with pods that are ready, but for those that a condition names.</summary>
    /// <param name="seed">What everything is drawn from.</param>
    /// <param name="nodes">Nodes, in three zones.</param>
    /// <param name="workloads">Deployments; their pods are between one and <paramref name="most"/>.</param>
    /// <param name="most">Most pods of a Deployment.</param>
    /// <param name="fails">Which pods are not ready, by Deployment, node and number; null for none.</param>
    public static ClusterBuilder Build(int seed, int nodes, int workloads, int most, Func<int, int, int, bool>? fails = null)
    {
        var builder = new ClusterBuilder();
        builder.SetCapturedAt(DateTimeOffset.Parse("2026-01-02T12:00:00Z", CultureInfo.InvariantCulture));
        foreach (string json in Objects(seed, nodes, workloads, most, fails))
        {
            using JsonDocument document = JsonDocument.Parse(json);
            builder.Add(document.RootElement, "test");
        }

        return builder;
    }

    /// <summary>The objects of such a cluster, as JSON.</summary>
    public static IReadOnlyList<string> Objects(int seed, int nodes, int workloads, int most, Func<int, int, int, bool>? fails = null)
    {
        var random = new Random(seed);
        List<string> objects = [];
        void Add(string json) => objects.Add(json);
        for (int i = 0; i < nodes; i++)
        {
            Add($$"""
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"node-{{i}}","labels":{"kubernetes.io/hostname":"node-{{i}}","topology.kubernetes.io/zone":"zone-{{i % 3}}","pool":"{{(i % 4 == 0 ? "large" : "small")}}"} },
                 "status":{"conditions":[{"type":"Ready","status":"True"}]} }
                """);
        }

        for (int w = 0; w < workloads; w++)
        {
            string space = $"team-{w % 5}", labels = $$"""{"app":"app-{{w}}","tier":"{{(w % 3 == 0 ? "web" : "data")}}"}""";
            int pods = 1 + random.Next(most);
            string spec = $$"""{"containers":[{"name":"app","image":"registry.example/app-{{w / 2}}:1"}]}""";
            Add($$"""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app-{{w}}","namespace":"{{space}}","uid":"d{{w}}"},
                 "spec":{"replicas":{{pods}},"template":{"metadata":{"labels":{{labels}} },"spec":{{spec}} } } }
                """);
            for (int r = 1; r <= 2; r++)
            {
                Add($$"""
                    {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"app-{{w}}-{{r}}","namespace":"{{space}}","uid":"r{{w}}-{{r}}","annotations":{"deployment.kubernetes.io/revision":"{{r}}"},
                     "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"app-{{w}}","uid":"d{{w}}","controller":true}]},
                     "spec":{"replicas":{{(r == 2 ? pods : 0)}},"template":{"metadata":{"labels":{{labels}} },"spec":{{spec}} } } }
                    """);
            }

            for (int p = 0; p < pods; p++)
            {
                int node = random.Next(nodes), revision = random.Next(4) == 0 ? 1 : 2;
                bool isReady = fails?.Invoke(w, node, p) != true;
                string made = DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture).AddMinutes(random.Next(1800)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
                Add($$"""
                    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"app-{{w}}-{{revision}}-{{p}}","namespace":"{{space}}","uid":"p{{w}}-{{p}}","creationTimestamp":"{{made}}","labels":{{labels}},
                     "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"app-{{w}}-{{revision}}","uid":"r{{w}}-{{revision}}","controller":true}]},
                     "spec":{"nodeName":"node-{{node}}","containers":[{"name":"app","image":"registry.example/app-{{w / 2}}:1"}]},
                     "status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{isReady}}","lastTransitionTime":"2026-01-02T11:00:00Z"}]} }
                    """);
            }
        }

        return objects;
    }
}
