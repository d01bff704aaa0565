using System.Text.Json.Nodes;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>Objects of whatever kind, in few words.</summary>
internal static class Objects
{
    /// <summary>Adds an object of namespace <c>shop</c> (or of the cluster, with an empty <paramref name="space"/>).</summary>
    public static TestCluster Object(this TestCluster cluster, string apiVersion, string kind, string name, string body, string space = "shop", string meta = "") => cluster.Add($$"""
        {"apiVersion":"{{apiVersion}}","kind":"{{kind}}","metadata":{"name":"{{name}}"{{(space.Length > 0 ? $",\"namespace\":\"{space}\"" : "")}},
         "creationTimestamp":"2026-01-02T11:00:00Z"{{(meta.Length > 0 ? "," + meta : "")}} }{{(body.Length > 0 ? "," + body : "")}} }
        """);

    /// <summary>Adds an event about an object.</summary>
    public static TestCluster EventAbout(
        this TestCluster cluster, string kind, string name, string reason, string message, int count = 5, string last = "2026-01-02T11:59:00Z", string space = "shop") =>
        cluster.Add(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = $"{kind}.{name}.{reason}".ToLowerInvariant(), ["namespace"] = space },
            ["involvedObject"] = new JsonObject { ["kind"] = kind, ["name"] = name, ["namespace"] = space },
            ["reason"] = reason,
            ["message"] = message,
            ["type"] = "Warning",
            ["count"] = count,
            ["firstTimestamp"] = "2026-01-02T11:30:00Z",
            ["lastTimestamp"] = last,
        }.ToJsonString());

    /// <summary>A Deployment <c>shop/NAME</c> whose ReplicaSet <c>NAME-1</c> is to have two pods and has as many as told.</summary>
    public static TestCluster Short(this TestCluster cluster, string name, string podSpec, string refusal, int has = 0)
    {
        string labels = $$"""{"app":"{{name}}"}""", template = $$"""{"metadata":{"labels":{{labels}} },"spec":{{podSpec}} }""";
        cluster.Object("apps/v1", "Deployment", name, $$""" "spec":{"replicas":2,"selector":{"matchLabels":{{labels}} },"template":{{template}} } """, meta: $"\"uid\":\"d-{name}\"");
        cluster.Object("apps/v1", "ReplicaSet", name + "-1", $$""" "spec":{"replicas":2,"selector":{"matchLabels":{{labels}} },"template":{{template}} },"status":{"replicas":{{has}} } """,
            meta: $$""" "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{name}}","uid":"d-{{name}}","controller":true}] """);
        return refusal.Length == 0 ? cluster : cluster.EventAbout("ReplicaSet", name + "-1", "FailedCreate", refusal);
    }

    /// <summary>A namespace.</summary>
    public static TestCluster Namespace(this TestCluster cluster, string name, string labels = "{}", string meta = "", string status = "{}") =>
        cluster.Object("v1", "Namespace", name, $"\"status\":{status}", "", $$""" "labels":{{labels}}{{(meta.Length > 0 ? "," + meta : "")}} """);
}
