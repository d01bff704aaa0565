namespace Sonde.Diagnosis.Tests.Rules.Scheduling;

/// <summary>Nodes, and pods that wait for one.</summary>
internal static class Fixtures
{
    public const string Running = """
        {"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T11:01:00Z"}]}
        """;

    public const string NotReady = """
        {"phase":"Running","conditions":[{"type":"Ready","status":"False","reason":"ContainersNotReady","message":"containers with unready status: [app]","lastTransitionTime":"2026-01-02T11:01:00Z"}]}
        """;

    /// <summary>A pod's spec with one container.</summary>
    public static string Spec(string more = "", string container = "") => $$"""
        {"containers":[{"name":"app","image":"a"{{(container.Length > 0 ? "," + container : "")}} }]{{(more.Length > 0 ? "," + more : "")}} }
        """;

    /// <summary>What a container asks for.</summary>
    public static string Asks(string cpu, string memory = "64Mi") => $$""" "resources":{"requests":{"cpu":"{{cpu}}","memory":"{{memory}}"} } """;

    /// <summary>The status of a pod that the scheduler refuses.</summary>
    public static string Refused(string message = "0/1 nodes are available: something.") => $$"""
        {"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","lastTransitionTime":"2026-01-02T11:00:00Z","message":"{{message}}"}]}
        """;

    /// <summary>Adds a node that is ready and has the labels <c>kubernetes.io/hostname</c> and <c>zone: z-NAME</c>.</summary>
    public static TestCluster Node(
        this TestCluster cluster, string name, string cpu = "4", string labels = "", string spec = "{}", string more = "",
        string ready = """{"type":"Ready","status":"True"}""", bool complete = true) => cluster.Complete(complete ? ["Pod"] : []).Add($$"""
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"{{name}}","creationTimestamp":"2026-01-01T00:00:00Z",
         "labels":{"kubernetes.io/hostname":"{{name}}","zone":"z-{{name}}"{{(labels.Length > 0 ? "," + labels : "")}} } },
         "spec":{{spec}},"status":{"allocatable":{"cpu":"{{cpu}}","memory":"8Gi","pods":"110"{{(more.Length > 0 ? "," + more : "")}} },
         "conditions":[{{ready}}]} }
        """);

    /// <summary>Adds a pod that runs on a node.</summary>
    public static TestCluster On(this TestCluster cluster, string node, string name, string more = "", string container = "", string labels = "{}", string status = Running) =>
        cluster.Pod(name, Spec($"\"nodeName\":\"{node}\"{(more.Length > 0 ? "," + more : "")}", container), status, labels);
}
