using System.Globalization;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Tests.Shares;

namespace Sonde.Diagnosis.Tests.Watching;

/// <summary>
/// Many pods that fail for a common reason, and everything that may change it: whatever is kept from one moment to the next, the diagnosis
/// is the one of the moment alone.
/// </summary>
public sealed class ChangingPlanTests(ITestOutputHelper output)
{
    private const int Nodes = 8, Workloads = 18, Steps = 60;

    private static readonly DateTimeOffset Start = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_kept_from_one_moment_to_the_next_changes_nothing(int seed)
    {
        var random = new Random(seed);
        ChangingCluster cluster = new(
            new JsonObject { ["items"] = new JsonArray([.. PodPlan.Objects(seed, Nodes, Workloads, 8, (workload, node, _) => node == 3 || workload is 6 or 7).Select(json => JsonNode.Parse(json))]) }, Start);
        Assert.Equal(cluster.Whole(), cluster.Step());
        int shared = 0;
        for (int step = 0; step < Steps; step++)
        {
            List<string> done = [];
            for (int i = random.Next(4); i >= 0; i--)
                done.Add(Change(cluster, random));
            string whole = cluster.Whole();
            Assert.True(whole == cluster.Step(), $"step {step}: after {string.Join("; ", done)}");
            shared += whole.Contains("\"probability\"", StringComparison.Ordinal) ? 1 : 0;
        }

        output.WriteLine($"{shared} of {Steps} moments share something");
        Assert.InRange(shared, Steps / 4, Steps);
    }

    private static string Change(ChangingCluster cluster, Random random)
    {
        string Any(string kind)
        {
            string[] names = [.. cluster.Names.Where(name => name == kind || name.StartsWith(kind + " ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            return names[random.Next(names.Length)];
        }

        string Alter(string kind, Action<JsonNode> change)
        {
            string name = Any(kind);
            JsonNode json = cluster.Json(name);
            change(json);
            cluster.Put(json);
            return name;
        }

        string number = random.Next(Workloads).ToString(CultureInfo.InvariantCulture);
        switch (random.Next(19))
        {
            case 0:
                return $"ready {Alter("Pod", pod => pod["status"]!["conditions"] = Conditions("Ready", random.Next(2) == 0))}";
            case 1:
                string gone = Any("Pod");
                cluster.Remove(gone);
                return $"removed {gone}";
            case 2:
                return $"arrived {Alter("Pod", pod => pod["metadata"]!["name"] = $"{pod["metadata"]!["name"]}-again")}";
            case 3:
                return $"zone {Alter("Node", node => node["metadata"]!["labels"]!["topology.kubernetes.io/zone"] = $"zone-{random.Next(4)}")}";
            case 4:
                return $"labels {Alter("Node", node => node["metadata"]!["labels"] = JsonNode.Parse($$"""{"pool":"{{(random.Next(2) == 0 ? "large" : "new")}}"}"""))}";
            case 5:
                return $"revision {Alter("ReplicaSet", set => set["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"] = $"{random.Next(1, 9)}")}";
            case 6:
                return $"label {Alter("Pod", pod => pod["metadata"]!["labels"]!["tier"] = random.Next(2) == 0 ? "web" : "other")}";
            case 7:
                return $"deleted {Alter("Pod", pod => pod["metadata"]!["deletionTimestamp"] = "2026-01-02T11:30:00Z")}";
            case 8:
                // A few that many call, so that callers of one have something in common.
                int called = random.Next(3);
                if (random.Next(2) == 0)
                    cluster.Remove($"Service team-0/app-{called}");
                else
                    cluster.Put(JsonNode.Parse($$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"app-{{called}}","namespace":"team-0"},"spec":{"selector":{"app":"app-{{called}}"},"ports":[{"port":80}]} }""")!);
                return $"service {called}";
            case 9:
                JsonNode env = JsonNode.Parse($$"""[{"name":"BACKEND","value":"http://app-{{random.Next(3)}}.team-0:80"}]""")!;
                return $"calls {Alter("Deployment", top => top["spec"]!["template"]!["spec"]!["containers"]![0]!["env"] = env)}";
            case 10:
                return $"waits {Alter("Pod", pod =>
                {
                    pod["spec"]!.AsObject().Remove("nodeName");
                    if (random.Next(2) == 0)
                        pod["spec"]!["nodeSelector"] = JsonNode.Parse($$"""{"kubernetes.io/hostname":"node-{{random.Next(2)}}"}""");
                    pod["spec"]!["containers"]![0]!["resources"] = JsonNode.Parse($$"""{"requests":{"cpu":"{{random.Next(1, 5)}}"} }""");
                    pod["status"] = JsonNode.Parse("""{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/8 nodes are available: 8 Insufficient cpu."}]}""");
                })}";
            case 11:
                return $"room {Alter("Node", node => node["status"]!["allocatable"] = JsonNode.Parse($$"""{"cpu":"{{random.Next(1, 9)}}","memory":"8Gi","pods":"110"}"""))}";
            case 12:
                return $"cordon {Alter(random.Next(2) == 0 ? "Node" : "Node node-0", node => node["spec"] = JsonNode.Parse($$"""{"unschedulable":{{(random.Next(2) == 0 ? "true" : "false")}} }"""))}";
            case 13:
                return $"made {Alter("Pod", pod => pod["metadata"]!["creationTimestamp"] = $"2026-01-0{random.Next(1, 3)}T11:0{random.Next(9)}:00Z")}";
            case 14:
                return $"evicted {Alter("Pod", pod => pod["status"] = JsonNode.Parse("""{"phase":"Failed","reason":"Evicted","message":"Pod ephemeral local storage usage exceeds the total limit of containers 1Gi."}"""))}";
            case 15:
                return $"moved {Alter("Pod", pod => pod["spec"]!["nodeName"] = $"node-{random.Next(Nodes)}")}";
            case 16:
                string about = Any("Pod");
                string reason = random.Next(2) == 0 ? "Evicted" : "FailedScheduling";
                JsonNode meta = cluster.Json(about)["metadata"]!;
                cluster.Put(JsonNode.Parse($$"""
                    {"apiVersion":"v1","kind":"Event","metadata":{"name":"e{{random.Next(6)}}","namespace":"{{meta["namespace"]}}"},"reason":"{{reason}}","message":"Pod took too much","type":"Warning","lastTimestamp":"2026-01-02T11:59:00Z",
                     "involvedObject":{"kind":"Pod","name":"{{meta["name"]}}","namespace":"{{meta["namespace"]}}"} }
                    """)!);
                return $"{reason} {about}";
            case 17:
                string logged = Any("Pod");
                if (cluster.Read(logged) is not Pod { Spec.Containers.Count: > 0 } pod)
                    return "nothing";
                cluster.PutLog(new LogRequest(pod.Ref, pod.Spec.Containers[0].Name, false), random.Next(2) == 0
                    ? [.. Enumerable.Repeat($"dial tcp: lookup app-{number} on 10.96.0.10:53: no such host", 6)]
                    : [.. Enumerable.Range(0, 40).Select(i => $"10.0.0.{i % 7} - - [02/Jan/2026:11:00:{i:00} +0000] \"GET /{(i % 4 == 0 ? "pay" : "list")} HTTP/1.1\" {(i % 4 == 0 ? 500 : 200)} 12")]);
                return $"log of {logged}";
            default:
                cluster.Put(JsonNode.Parse($$"""{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"deny","namespace":"team-{{random.Next(5)}}"},"spec":{"podSelector":{},"policyTypes":["{{(random.Next(2) == 0 ? "Egress" : "Ingress")}}"]} }""")!);
                cluster.Now += TimeSpan.FromSeconds(random.Next(300));
                return "policy";
        }
    }

    private static JsonArray Conditions(string type, bool status) => [JsonNode.Parse($$"""{"type":"{{type}}","status":"{{status}}"}""")];
}
