using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Tests.Rules;

/// <summary>
/// A small cluster in a test, made of the same JSON that the API writes. The time is 12:00; everything was made at 11:00.
/// </summary>
internal sealed class TestCluster
{
    public const string Now = "2026-01-02T12:00:00Z";

    private readonly ClusterBuilder _builder = new();
    private readonly MemoryLogs _logs = new();
    private int _events;

    public TestCluster()
    {
        _builder.SetCapturedAt(DateTimeOffset.Parse(Now, CultureInfo.InvariantCulture));
        _builder.DeclareComplete("Secret", "*");
        _builder.DeclareComplete("ConfigMap", "*");
        _builder.DeclareComplete("Service", "*");
        _builder.AddLogs(_logs);
    }

    /// <summary>Says that all objects of some kinds are here.</summary>
    public TestCluster Complete(params string[] kinds)
    {
        foreach (string kind in kinds)
            _builder.DeclareComplete(kind, "*");
        return this;
    }

    /// <summary>Adds an object as it stands.</summary>
    public TestCluster Add(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        _builder.Add(document.RootElement, "test");
        return this;
    }

    /// <summary>Adds what a file holds.</summary>
    public TestCluster AddFile(string json)
    {
        ObjectFiles.Read(Encoding.UTF8.GetBytes(json), "test.json", _builder);
        return this;
    }

    /// <summary>
    /// Adds a Deployment <c>shop/NAME</c> with its ReplicaSet <c>NAME-1</c> and one pod <c>NAME-1-a</c>; labels are
    /// <c>app: NAME</c>.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="podSpec">The pods' spec.</param>
    /// <param name="podStatus">The pod's status.</param>
    public TestCluster Deployment(string name, string podSpec, string podStatus)
    {
        string labels = $$"""{"app":"{{name}}"}""";
        string template = $$"""{"metadata":{"labels":{{labels}}},"spec":{{podSpec}}}""";
        Add($$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{name}}","namespace":"shop","uid":"d-{{name}}",
             "creationTimestamp":"2026-01-02T11:00:00Z"},
             "spec":{"replicas":1,"selector":{"matchLabels":{{labels}}},"template":{{template}} },"status":{"replicas":1} }
            """);
        Add($$"""
            {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"{{name}}-1","namespace":"shop","uid":"r-{{name}}",
             "annotations":{"deployment.kubernetes.io/revision":"1"},
             "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"{{name}}","uid":"d-{{name}}","controller":true}]},
             "spec":{"replicas":1,"selector":{"matchLabels":{{labels}}},"template":{{template}} },"status":{"replicas":1} }
            """);
        return Pod($"{name}-1-a", podSpec, podStatus, labels,
            $$"""[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"{{name}}-1","uid":"r-{{name}}","controller":true}]""");
    }

    /// <summary>Adds a pod <c>shop/NAME</c>.</summary>
    public TestCluster Pod(string name, string podSpec, string podStatus, string labels = "{}", string owners = "[]") => Add($$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"shop","uid":"p-{{name}}",
         "creationTimestamp":"2026-01-02T11:00:00Z","labels":{{labels}},"ownerReferences":{{owners}}},
         "spec":{{podSpec}},"status":{{podStatus}}}
        """);

    /// <summary>Adds a Warning event about a pod of <c>shop</c>.</summary>
    public TestCluster Event(string pod, string reason, string message, string container = "app", string last = "2026-01-02T11:59:50Z", int count = 20)
    {
        string field = container.Length == 0 ? "" : $"spec.containers{{{container}}}";
        return Add(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = $"{pod}.{_events++}", ["namespace"] = "shop" },
            ["involvedObject"] = new JsonObject
            {
                ["kind"] = "Pod",
                ["name"] = pod,
                ["namespace"] = "shop",
                ["uid"] = $"p-{pod}",
                ["fieldPath"] = field,
            },
            ["reason"] = reason,
            ["message"] = message,
            ["type"] = "Warning",
            ["count"] = count,
            ["firstTimestamp"] = "2026-01-02T11:01:00Z",
            ["lastTimestamp"] = last,
        }.ToJsonString());
    }

    /// <summary>Adds a log of a pod of <c>shop</c>.</summary>
    public TestCluster Log(string pod, string container, bool previous, params string[] lines)
    {
        _logs.Add(new LogRequest(new ObjectRef("Pod", "shop", pod), container, previous), lines);
        return this;
    }

    /// <summary>The cluster.</summary>
    public Cluster Build() => _builder.Build();

    /// <summary>What one rule finds.</summary>
    public IReadOnlyList<Finding> Evaluate(Rule rule)
    {
        var context = new RuleContext(_builder.Build());
        rule.EvaluateAll(context);
        return context.Findings;
    }

    /// <summary>The whole diagnosis.</summary>
    public DiagnosisResult Diagnose() => Diagnoser.Diagnose(_builder.Build());
}
