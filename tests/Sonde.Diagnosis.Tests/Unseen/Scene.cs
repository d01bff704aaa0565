using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;

namespace Sonde.Diagnosis.Tests.Unseen;

/// <summary>
/// A healthy cluster whose names, sizes and kinds are drawn from a seed, into which one fault is put. Nothing of it comes from a recording.
/// The time is 12:00; everything was made at 09:00.
/// </summary>
internal sealed class Scene
{
    private static readonly string[] Words = ["amber", "birch", "cobalt", "delta", "ember", "fjord", "gull", "heron", "iris", "juniper", "kelp", "lark", "moss", "north", "otter", "pine"];

    private static readonly string[] Kinds = ["Deployment", "Deployment", "StatefulSet", "DaemonSet", "Rollout"];

    private readonly Random _random;
    private readonly ClusterBuilder _builder = new();
    private readonly MemoryLogs _logs = new();
    private int _events;

    public Scene(int seed)
    {
        _random = new Random(seed);
        Space = Word() + "-" + Word();
        App = Word() + "-api";
        Box = Word();
        Kind = Kinds[_random.Next(Kinds.Length)];
        Image = $"{Word()}.example/{Word()}/{App}:{_random.Next(1, 9)}.{_random.Next(20)}";
        Port = 3000 + _random.Next(6000);
        _builder.SetCapturedAt(DateTimeOffset.Parse("2026-01-02T12:00:00Z", CultureInfo.InvariantCulture));
        foreach (string kind in (string[])["Pod", "Node", "Namespace", "Service", "ConfigMap", "Secret", "ServiceAccount", "PersistentVolume", "PersistentVolumeClaim", "StorageClass", "Ingress", "IngressClass",
            "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "EndpointSlice", "NetworkPolicy", "HorizontalPodAutoscaler", "PodDisruptionBudget", "ResourceQuota", "LimitRange",
            "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "PriorityClass", "CSIDriver", "APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"])
        {
            _builder.DeclareComplete(kind, "*");
        }

        _builder.AddLogs(_logs);
        Healthy();
    }

    public string Space { get; }

    public string App { get; }

    public string Box { get; }

    /// <summary>The kind of the workload that fails: a built-in one, or one of somebody's own.</summary>
    public string Kind { get; set; }

    public string Image { get; set; }

    public int Port { get; }

    /// <summary>The first pod of the workload that fails.</summary>
    public string Pod => Kind == "StatefulSet" ? $"{App}-0" : $"{App}-{(Kind is "Deployment" or "Rollout" ? "5d9c7b8f44-" : "")}x2k9p";

    public const string Node = "node-a";

    public string Word() => Words[_random.Next(Words.Length)] + Words[_random.Next(Words.Length)][..2];

    /// <summary>Adds an object; without a namespace in its text it is the scene's, unless <paramref name="ofCluster"/>.</summary>
    public Scene Add(string apiVersion, string kind, string name, string body = "", string meta = "", bool ofCluster = false, string? space = null)
    {
        var made = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind };
        var metadata = (JsonObject)JsonNode.Parse($"{{{meta}}}")!;
        metadata["name"] = name;
        metadata["uid"] ??= $"uid-{kind}-{name}";
        metadata["creationTimestamp"] ??= "2026-01-02T09:00:00Z";
        if (!ofCluster)
            metadata["namespace"] = space ?? Space;
        made["metadata"] = metadata;
        foreach ((string field, JsonNode? value) in ((JsonObject)JsonNode.Parse($"{{{body}}}")!).ToArray())
            made[field] = value?.DeepClone();
        using JsonDocument document = JsonDocument.Parse(made.ToJsonString());
        _builder.Add(document.RootElement, "scene");
        return this;
    }

    /// <summary>Adds the workload that fails, with its ReplicaSet where it has one and one pod.</summary>
    /// <param name="container">More fields of its container.</param>
    /// <param name="status">The pod's status; null for no pod.</param>
    /// <param name="pod">More fields of the pod's spec.</param>
    /// <param name="own">More fields of the workload's spec.</param>
    /// <param name="isPlaced">The pod has a node.</param>
    /// <param name="hasPod">There is a pod.</param>
    /// <param name="workStatus">The workload's status.</param>
    /// <param name="template">More fields of the pod's metadata.</param>
    public Scene Work(string container = "", string? status = null, string pod = "", string own = "", bool isPlaced = true, bool hasPod = true, string workStatus = "", string template = "")
    {
        string labels = $$"""{"app.kubernetes.io/name":"{{App}}"}""";
        string spec = $$"""{"containers":[{"name":"{{Box}}","image":"{{Image}}"{{Comma(container)}} }]{{Comma(pod)}} }""";
        string whole = $$""" "spec":{"replicas":1,"selector":{"matchLabels":{{labels}} }{{Comma(own)}},"template":{"metadata":{"labels":{{labels}}{{Comma(template)}} },"spec":{{spec}} } }{{Comma(workStatus)}} """;
        Add(Kind == "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1", Kind, App, whole);
        string owner = Owner(Kind == "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1", Kind, App);
        if (Kind is "Deployment" or "Rollout")
        {
            Add("apps/v1", "ReplicaSet", Controller, $$""" "spec":{"replicas":1,"selector":{"matchLabels":{{labels}} },"template":{"metadata":{"labels":{{labels}} },"spec":{{spec}} } },"status":{"replicas":{{(hasPod ? 1 : 0)}} } """,
                $$""" {{owner}},"annotations":{"deployment.kubernetes.io/revision":"1"} """);
            owner = Owner("apps/v1", "ReplicaSet", Controller);
        }

        return hasPod ? Add("v1", "Pod", Pod, $$""" "spec":{{(isPlaced ? spec.Insert(1, $"\"nodeName\":\"{Node}\",") : spec)}},"status":{{status ?? Ready()}} """, $$""" {{owner}},"labels":{{labels}}{{Comma(template)}} """) : this;
    }

    /// <summary>Who makes the pods: what a refusal is about.</summary>
    public string Controller => Kind is "Deployment" or "Rollout" ? $"{App}-5d9c7b8f44" : App;

    public string ControllerKind => Kind is "Deployment" or "Rollout" ? "ReplicaSet" : Kind;

    public Scene Event(string kind, string name, string reason, string message, string container = "", int count = 7, string? space = null)
    {
        var about = new JsonObject { ["kind"] = kind, ["name"] = name, ["namespace"] = space ?? Space };
        if (container.Length > 0)
            about["fieldPath"] = $"spec.containers{{{container}}}";
        var body = new JsonObject
        {
            ["involvedObject"] = about,
            ["reason"] = reason,
            ["message"] = message,
            ["type"] = "Warning",
            ["count"] = count,
            ["firstTimestamp"] = "2026-01-02T11:20:00Z",
            ["lastTimestamp"] = "2026-01-02T11:59:30Z",
        };
        return Add("v1", "Event", $"{name}.{_events++:x}", body.ToJsonString()[1..^1], space: space);
    }

    public Scene Refuses(string message) => Event(ControllerKind, Controller, "FailedCreate", message);

    public Scene PodEvent(string reason, string message) => Event("Pod", Pod, reason, message, Box);

    public Scene Log(params string[] lines)
    {
        foreach (bool previous in (bool[])[false, true])
            _logs.Add(new LogRequest(new ObjectRef("Pod", Space, Pod), Box, previous), lines);
        return this;
    }

    public Scene LogOf(string pod, string container, params string[] lines)
    {
        _logs.Add(new LogRequest(new ObjectRef("Pod", Space, pod), container, false), lines);
        return this;
    }

    public DiagnosisResult Diagnose() => Diagnoser.Diagnose(_builder.Build());

    public string Ready() => $$"""
        {"phase":"Running","podIP":"10.7.0.{{_random.Next(2, 250)}}","conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T09:01:00Z"}],
         "containerStatuses":[{"name":"{{Box}}","image":"{{Image}}","ready":true,"started":true,"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T09:00:30Z"} } }]}
        """;

    public string NotReady(int restarts = 0, string last = "{}") => $$"""
        {"phase":"Running","podIP":"10.7.1.9","conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"False","lastTransitionTime":"2026-01-02T11:20:00Z"}],
         "containerStatuses":[{"name":"{{Box}}","image":"{{Image}}","ready":false,"started":true,"restartCount":{{restarts}},"state":{"running":{"startedAt":"2026-01-02T11:58:30Z"} },"lastState":{{last}} }]}
        """;

    public string Waits(string reason, string message) => $$"""
        {"phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"False","lastTransitionTime":"2026-01-02T11:20:00Z"}],
         "containerStatuses":[{"name":"{{Box}}","image":"{{Image}}","ready":false,"restartCount":0,"state":{"waiting":{"reason":"{{reason}}","message":{{JsonValue.Create(message)!.ToJsonString()}} } } }]}
        """;

    public string Crashed(int exit, string reason = "Error", string message = "", int restarts = 11, string started = "11:56:00", string ended = "11:56:09") => $$"""
        {"phase":"Running","podIP":"10.7.1.9","conditions":[{"type":"PodScheduled","status":"True"},{"type":"Ready","status":"False","lastTransitionTime":"2026-01-02T11:20:00Z"}],
         "containerStatuses":[{"name":"{{Box}}","image":"{{Image}}","ready":false,"started":false,"restartCount":{{restarts}},"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container"} },
          "lastState":{{Ended(exit, reason, message, started, ended)}} }]}
        """;

    public static string Ended(int exit, string reason, string message = "", string started = "11:56:00", string ended = "11:56:09") => $$"""
        {"terminated":{"exitCode":{{exit}},"reason":"{{reason}}","message":{{JsonValue.Create(message)!.ToJsonString()}},"startedAt":"2026-01-02T{{started}}Z","finishedAt":"2026-01-02T{{ended}}Z"} }
        """;

    public static string Unschedulable(string message) => $$"""
        {"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","lastTransitionTime":"2026-01-02T11:20:00Z","message":"{{message}}"}]}
        """;

    private static string Owner(string version, string kind, string name) =>
        $$""" "ownerReferences":[{"apiVersion":"{{version}}","kind":"{{kind}}","name":"{{name}}","uid":"uid-{{kind}}-{{name}}","controller":true}] """;

    private static string Comma(string fields) => fields.Trim().Length == 0 ? "" : "," + fields;

    /// <summary>Three nodes, the name server, and a workload beside the one that fails.</summary>
    private void Healthy()
    {
        foreach (string node in (string[])["node-a", "node-b", "node-c"])
        {
            Add("v1", "Node", node, """
                "spec":{},"status":{"allocatable":{"cpu":"8","memory":"16Gi","pods":"110"},"capacity":{"cpu":"8","memory":"16Gi","pods":"110"},"nodeInfo":{"architecture":"amd64","operatingSystem":"linux"},
                "conditions":[{"type":"Ready","status":"True"},{"type":"MemoryPressure","status":"False"},{"type":"DiskPressure","status":"False"}]}
                """, $$""" "labels":{"kubernetes.io/hostname":"{{node}}","topology.kubernetes.io/zone":"{{node[^1]}}","kubernetes.io/os":"linux","kubernetes.io/arch":"amd64"} """, ofCluster: true);
        }

        foreach (string space in (string[])[Space, "kube-system"])
        {
            Add("v1", "Namespace", space, """ "status":{"phase":"Active"} """, ofCluster: true);
            Add("v1", "ServiceAccount", "default", space: space);
        }

        Served("kube-system", "coredns", "kube-dns", "registry.k8s.io/coredns/coredns:v1.12.0", 53, """ "labels":{"k8s-app":"kube-dns"} """, "UDP");
        Served(Space, "beside", "beside", "beside.example/web:3", 8080, "");
    }

    /// <summary>A healthy Deployment of two pods behind a Service.</summary>
    public void Served(string space, string name, string service, string image, int port, string meta, string protocol = "TCP", bool isWell = true)
    {
        string labels = $$"""{"app":"{{name}}"}""", spec = $$"""{"containers":[{"name":"main","image":"{{image}}","ports":[{"name":"p","containerPort":{{port}},"protocol":"{{protocol}}"}]}]}""";
        Add("apps/v1", "Deployment", name, $$""" "spec":{"replicas":2,"selector":{"matchLabels":{{labels}} },"template":{"metadata":{"labels":{{labels}} },"spec":{{spec}} } } """, meta, space: space);
        Add("apps/v1", "ReplicaSet", name + "-7f", $$""" "spec":{"replicas":2,"selector":{"matchLabels":{{labels}} },"template":{"metadata":{"labels":{{labels}} },"spec":{{spec}} } },"status":{"replicas":2} """, Owner("apps/v1", "Deployment", name), space: space);
        string endpoints = "";
        for (int i = 0; i < 2; i++)
        {
            string pod = $"{name}-7f-{(char)('a' + i)}", node = i == 0 ? "node-b" : "node-c", address = $"10.8.{(space == Space ? 1 : 2)}.{i + 2}";
            Add("v1", "Pod", pod, $$"""
                "spec":{{spec.Insert(1, $"\"nodeName\":\"{node}\",")}},"status":{"phase":"Running","podIP":"{{address}}","conditions":[{"type":"Ready","status":"{{(isWell ? "True" : "False")}}","lastTransitionTime":"2026-01-02T09:01:00Z"}],
                "containerStatuses":[{"name":"main","ready":{{(isWell ? "true" : "false")}},"restartCount":0,"state":{"running":{"startedAt":"2026-01-02T09:00:30Z"} } }]}
                """, $$""" {{Owner("apps/v1", "ReplicaSet", name + "-7f")}},"labels":{{labels}} """, space: space);
            endpoints += $$"""{{(i > 0 ? "," : "")}}{"addresses":["{{address}}"],"nodeName":"{{node}}","conditions":{"ready":{{(isWell ? "true" : "false")}} } }""";
        }

        Add("v1", "Service", service, $$""" "spec":{"clusterIP":"10.96.{{(space == Space ? 1 : 0)}}.10","selector":{{labels}},"ports":[{"name":"p","port":{{port}},"targetPort":"p","protocol":"{{protocol}}"}]} """, space: space);
        Add("discovery.k8s.io/v1", "EndpointSlice", service + "-s1", $$""" "endpoints":[{{endpoints}}],"ports":[{"name":"p","port":{{port}},"protocol":"{{protocol}}"}] """, $$""" "labels":{"kubernetes.io/service-name":"{{service}}"} """, space: space);
    }
}
