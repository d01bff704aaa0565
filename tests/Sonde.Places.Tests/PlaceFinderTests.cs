using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Tests.Server;
using Sonde.Places.Ephemeral;
using Sonde.Places.Pods;

namespace Sonde.Places.Tests;

/// <summary>Getting into a pod, against a server that plays an API server; the session is a recorded one.</summary>
public sealed class PlaceFinderTests
{
    private const string PodPath = "/api/v1/namespaces/shop/pods/cart-1";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly ConcurrentQueue<string> _talk = new();
    private readonly List<JsonElement> _added = [];

    /// <summary>The state of the last container that was added, as the kubelet would report it.</summary>
    private string _state = """{"running":{}}""";

    private string[] _executed = [];
    private string _ephemeral = "";
    private Func<int, (int Status, string Message)?> _refuse = _ => null;
    private bool _mayPatch = true;
    private int _tries;
    private int _tooEarly;
    private bool _runsUntold;
    private bool _nodeAgents;
    private AgentNeeds _needs = AgentNeeds.All;
    private readonly Queue<ScriptedSession> _sessions = [];
    private string _executedAt = "";
    private string _resources = "{}";
    private string _used = "";
    private string _container = """{"name":"app","state":{"running":{}},"containerID":"containerd://abc"}""";

    [Fact]
    public async Task A_command_runs_in_an_ephemeral_container_that_sees_the_target()
    {
        (int code, string output) = await RunAsync();

        Assert.Equal((0, 200_000), (code, output.Length));
        JsonElement container = Assert.Single(_added);
        Assert.Equal("app", container.Text("targetContainerName"));
        Assert.Equal("sonde:1", container.Text("image"));
        Assert.Equal(["SYS_PTRACE", "PERFMON"], container.Object("securityContext")!.Value.Object("capabilities")!.Value.Texts("add"));
        Assert.Equal(["agent", "--client", "1", "--", "version"], _executed[1..]);
        Assert.Contains("adding an ephemeral container to shop/cart-1, beside app, as root with SYS_PTRACE and PERFMON: it sees every process", _talk);
    }

    [Fact]
    public async Task A_command_is_tried_before_the_kubelet_tells_that_its_container_runs()
    {
        _state = """{"waiting":{"reason":"ContainerCreating"}}""";
        _runsUntold = true;
        _tooEarly = 2;

        (int code, string output) = await RunAsync();

        Assert.Equal((0, 200_000), (code, output.Length));
        Assert.Equal(3, _tries);
        Assert.Single(_added);
        Assert.Single(_talk, line => line.StartsWith("attached to shop/cart-1 after ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_that_runs_and_takes_no_commands_is_told_with_the_servers_words()
    {
        _tooEarly = int.MaxValue;

        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => RunAsync());

        Assert.Contains("container not found (\"sonde-", error.Message, StringComparison.Ordinal);
        Assert.Single(_added);
    }

    [Fact]
    public async Task A_command_that_was_heard_of_is_not_run_again_when_it_ends_without_a_word()
    {
        _state = """{"waiting":{"reason":"ContainerCreating"}}""";
        _runsUntold = true;
        _sessions.Enqueue(new ScriptedSession("half", "", 0) { Breaks = true });

        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => RunAsync());

        Assert.Equal(KubernetesError.Unreachable, error.Error);
        Assert.Equal(1, _tries);
    }

    [Fact]
    public async Task Who_turns_out_to_be_somebody_else_than_the_target_is_replaced()
    {
        _needs = AgentNeeds.OwnUser;
        _sessions.Enqueue(new ScriptedSession("", "sonde-owner: 1000 2000\n", 1));
        _sessions.Enqueue(new ScriptedSession("profile", "", 0));

        (int code, string output) = await RunAsync(user: """{"runAsUser":1000}""");

        Assert.Equal((0, "profile"), (code, output));
        JsonElement security = _added[1].Object("securityContext")!.Value;
        Assert.Equal((1000, 2000), (security.Number("runAsUser"), security.Number("runAsGroup")));
        Assert.Equal(["agent", "--client", "1", "--", "version"], _executed[1..]);
        Assert.Contains("app runs as user 1000, group 2000: trying as user 1000 without capabilities", _talk);
        Assert.DoesNotContain(_talk, line => line.Contains("sonde-owner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_agent_that_still_waits_is_used_again()
    {
        _ephemeral = """{"name":"sonde-old","image":"sonde:1","targetContainerName":"app"}""";

        (int code, _) = await RunAsync();

        Assert.Equal(0, code);
        Assert.Empty(_added);
        Assert.Contains("using the agent sonde-old, which still waits in shop/cart-1", _talk);
    }

    [Fact]
    public async Task What_admission_refuses_is_tried_with_less_and_the_reason_is_told()
    {
        _refuse = added => added < 2
            ? (403, "pods \\\"cart-1\\\" is forbidden: violates PodSecurity \\\"restricted:latest\\\": unrestricted capabilities (container must not …)")
            : null;

        (int code, _) = await RunAsync(user: """{"runAsUser":1000,"runAsGroup":1000}""");

        Assert.Equal(0, code);
        Assert.Equal(3, _added.Count);
        JsonElement security = _added[2].Object("securityContext")!.Value;
        // Everything that the restricted level asks for.
        Assert.Equal((1000, 1000), (security.Number("runAsUser"), security.Number("runAsGroup")));
        Assert.True(security.IsTrue("runAsNonRoot"));
        Assert.Equal(JsonValueKind.False, security.GetProperty("allowPrivilegeEscalation").ValueKind);
        Assert.Equal(["ALL"], security.Object("capabilities")!.Value.Texts("drop"));
        Assert.Equal("RuntimeDefault", security.Object("seccompProfile")!.Value.Text("type"));
        Assert.Contains("the namespace's Pod Security level 'restricted' refuses it: trying as user 1000 without capabilities", _talk);
    }

    [Fact]
    public async Task Who_may_not_add_containers_is_told_which_rights_are_missing()
    {
        _refuse = _ => (403, "User \\\"tester\\\" cannot patch resource \\\"pods/ephemeralcontainers\\\"");
        _mayPatch = false;

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => RunAsync());

        Assert.Contains("the role needs 'patch' on pods/ephemeralcontainers", error.Message, StringComparison.Ordinal);
        Assert.Single(_added);
    }

    [Fact]
    public async Task An_image_that_is_not_to_be_had_is_told_with_the_nodes_words_and_a_cure()
    {
        _state = """{"waiting":{"reason":"ErrImagePull","message":"no such\nhost"}}""";

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => RunAsync());

        Assert.StartsWith("node n1 has no image sonde:1 for the agent (ErrImagePull: no such host)", error.Message, StringComparison.Ordinal);
        Assert.Contains("--image or SONDE_IMAGE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_the_node_cannot_make_is_tried_with_less_until_nothing_is_left()
    {
        _state = """{"waiting":{"reason":"CreateContainerError","message":"no such capability"}}""";

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => RunAsync(user: """{"runAsUser":0}"""));

        Assert.Equal(2, _added.Count);
        Assert.Equal("no agent may run in pod shop/cart-1: CreateContainerError: no such capability", error.Message);
    }

    [Fact]
    public async Task What_the_targets_own_user_may_see_takes_no_more_rights()
    {
        _needs = AgentNeeds.OwnUser;
        _sessions.Enqueue(new ScriptedSession("profile", "", 0));

        (int code, string output) = await RunAsync(user: """{"runAsUser":1000,"runAsGroup":1000}""");

        Assert.Equal((0, "profile"), (code, output));
        JsonElement security = Assert.Single(_added).Object("securityContext")!.Value;
        Assert.Equal(1000, security.Number("runAsUser"));
        Assert.Equal(["ALL"], security.Object("capabilities")!.Value.Texts("drop"));
        Assert.Contains("adding an ephemeral container to shop/cart-1, beside app, as user 1000 without capabilities: the target's own user may see it", _talk);
    }

    [Fact]
    public async Task What_the_kernel_denies_the_targets_own_user_is_tried_again_with_more_rights()
    {
        _needs = AgentNeeds.OwnUser;
        _sessions.Enqueue(new ScriptedSession("", "sonde-denied: reading process 1 is not permitted\n", 3));
        _sessions.Enqueue(new ScriptedSession("profile", "sonde: 86 samples in 1 s\n", 0));

        (int code, string output) = await RunAsync(user: """{"runAsUser":1000,"runAsGroup":1000}""");

        Assert.Equal((0, "profile"), (code, output));
        Assert.Equal(["SYS_PTRACE", "PERFMON"], _added[1].Object("securityContext")!.Value.Object("capabilities")!.Value.Texts("add"));
        Assert.Contains("reading process 1 is not permitted: trying as root with SYS_PTRACE and PERFMON", _talk);
        Assert.Contains("sonde: 86 samples in 1 s", _talk);
    }

    [Fact]
    public async Task What_is_denied_for_good_is_told_as_the_command_told_it()
    {
        _needs = AgentNeeds.OwnUser;
        _refuse = added => added > 0 ? (403, "violates PodSecurity \\\"baseline:latest\\\": capabilities") : null;
        _sessions.Enqueue(new ScriptedSession("", "sonde-denied: reading process 1 is not permitted\n", 3));

        (int code, _) = await RunAsync(user: """{"runAsUser":1000,"runAsGroup":1000}""");

        Assert.Equal(3, code);
        Assert.Contains("reading process 1 is not permitted", _talk);
    }

    [Fact]
    public async Task A_node_agent_is_used_where_there_is_one_and_nothing_is_added_to_the_pod()
    {
        _nodeAgents = true;

        (int code, _) = await RunAsync(anywhere: true);

        Assert.Equal(0, code);
        Assert.Empty(_added);
        Assert.StartsWith("/api/v1/namespaces/sonde-system/pods/sonde-agent-x1/exec", _executedAt, StringComparison.Ordinal);
        Assert.Equal(["agent", "--client", "1", "--", "version", "container:abc"], _executed[1..]);
        Assert.Contains("using the node agent sonde-agent-x1 on n1: nothing is added to shop/cart-1", _talk);
    }

    [Fact]
    public async Task Without_a_node_agent_or_the_right_to_see_one_an_ephemeral_container_is_added()
    {
        (int code, _) = await RunAsync(anywhere: true);

        Assert.Equal(0, code);
        Assert.Single(_added);
        Assert.Equal(["agent", "--client", "1", "--", "version", "pid:1"], _executed[1..]);
    }

    [Fact]
    public async Task Who_wants_a_node_agent_and_nothing_else_is_told_how_to_get_one()
    {
        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => RunAsync(anywhere: true, place: PlaceKind.Agent));

        Assert.Contains("'sonde install' puts one onto every node", error.Message, StringComparison.Ordinal);
        Assert.Empty(_added);
    }

    [Fact]
    public async Task A_pod_without_memory_gets_no_container_and_the_ways_out_are_told()
    {
        _resources = """{"limits":{"memory":"64Mi"}}""";
        _used = "60Mi";

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => RunAsync());

        Assert.Equal(
            "the pod has 4 MiB left of the 64 MiB that its containers may use together, and Sonde takes 18 MiB in it: "
            + "look from outside with --place node, or with a node agent ('sonde install')",
            error.Message);
        Assert.Empty(_added);
    }

    [Fact]
    public async Task The_agent_is_told_what_the_pod_may_use()
    {
        _resources = """{"limits":{"memory":"64Mi"}}""";
        _used = "30Mi";

        await RunAsync();

        Assert.Equal(["agent", "--client", "1", "--pod-memory=67108864", "--", "version"], _executed[1..]);
    }

    [Fact]
    public async Task A_container_that_is_between_two_crashes_is_told_with_what_can_be_done()
    {
        _container = """{"name":"app","restartCount":7,"state":{"waiting":{"reason":"CrashLoopBackOff"}}}""";

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => RunAsync());

        Assert.Equal(
            "container app of pod shop/cart-1 does not run now: it was started again 7 times (CrashLoopBackOff); 'sonde diagnose pod/cart-1 -n shop' tells why, "
            + "and 'sonde debug pod/cart-1 -n shop' makes a copy of the pod that is held before its program starts",
            error.Message);
    }

    [Fact]
    public async Task An_image_without_an_agent_is_told()
    {
        _state = """{"terminated":{"reason":"Error","exitCode":2}}""";

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => RunAsync());

        Assert.Equal("the agent in pod shop/cart-1 ended at once with exit code 2 (Error); is sonde:1 an image of Sonde?", error.Message);
    }

    private async Task<(int Code, string Output)> RunAsync(string user = "{}", bool anywhere = false, PlaceKind place = PlaceKind.Auto)
    {
        WireSocket wire = new("exec-large-output");
        await using TestServer server = new((request, answer) => AnswerAsync(request, answer, wire, user));
        using KubernetesClient client = server.Client();
        Pod pod = await new PodFinder(client).ReadAsync("shop", "cart-1", Cancel);
        using var output = new MemoryStream();
        var places = new PlaceFinder(client, new AgentImage("sonde:1", null), "1", _talk.Enqueue) { Place = place, Needs = _needs };
        int code = anywhere
            ? await places.RunAsync(pod, pod.Container(null), target => ["version", target], output, _talk.Enqueue, Cancel)
            : await places.RunAsync(pod, pod.Container(null), (IReadOnlyList<string>)["version"], output, _talk.Enqueue, Cancel);
        return (code, Encoding.UTF8.GetString(output.ToArray()));
    }

    private async Task AnswerAsync(ReceivedRequest request, Answering answer, WireSocket wire, string user)
    {
        switch (request.Method)
        {
            case "PATCH":
                using (JsonDocument patch = JsonDocument.Parse(request.Body))
                    _added.Add(patch.RootElement.Object("spec")!.Value.Items("ephemeralContainers").Single().Clone());
                if (_refuse(_added.Count - 1) is var (status, message))
                {
                    await answer.JsonAsync($$$"""{"kind":"Status","status":"Failure","message":"{{{message}}}","reason":"Forbidden","code":{{{status}}}}""", status);
                    return;
                }

                _ephemeral = _added[^1].GetRawText();
                await answer.JsonAsync("{}");
                return;
            case "POST":
                await answer.JsonAsync($$$"""{"status":{"allowed":{{{(_mayPatch ? "true" : "false")}}}}}""", 201);
                return;
            case "GET" when request.Path == PodPath:
                await answer.JsonAsync(PodJson(user));
                return;
            case "GET" when request.Path == "/api/v1/namespaces/sonde-system/pods":
                Assert.Contains("fieldSelector=spec.nodeName%3Dn1", request.Target, StringComparison.Ordinal);
                await (_nodeAgents
                    ? answer.JsonAsync("""
                        {"items":[{"metadata":{"name":"sonde-agent-x1","namespace":"sonde-system"},
                                   "spec":{"nodeName":"n1","containers":[{"name":"agent","image":"sonde:1"}]},
                                   "status":{"phase":"Running","containerStatuses":[{"name":"agent","state":{"running":{}},"containerID":"containerd://a"}]}}]}
                        """)
                    : answer.JsonAsync("""{"kind":"Status","status":"Failure","message":"no","reason":"Forbidden","code":403}""", 403));
                return;
            case "GET" when request.Path.StartsWith("/apis/metrics.k8s.io/", StringComparison.Ordinal):
                await answer.JsonAsync($$$"""{"containers":[{"name":"app","usage":{"memory":"{{{_used}}}"}}]}""");
                return;
            default:
                _executedAt = request.Path;
                _executed = System.Web.HttpUtility.ParseQueryString(request.Target[request.Target.IndexOf('?')..]).GetValues("command")!;
                _tries++;
                // As 1.36 says it of a container that is not there yet: text, and no Status.
                await (_tries <= _tooEarly || (_added.Count > 0 && !_runsUntold && !_state.Contains("running", StringComparison.Ordinal))
                    ? answer.WholeAsync(500, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes($"container not found (\"{_added[^1].Text("name")}\")"))
                    : _sessions.TryDequeue(out ScriptedSession? session) ? session.PlayAsync(request, answer) : wire.PlayAsync(request, answer));
                return;
        }
    }

    private string PodJson(string user)
    {
        string name = _ephemeral.Length > 0 ? JsonDocument.Parse(_ephemeral).RootElement.Text("name")! : "";
        string status = _ephemeral.Length > 0 ? $$$"""{"name":"{{{name}}}","state":{{{_state}}}}""" : "";
        return $$$$"""
            {"metadata":{"name":"cart-1","namespace":"shop"},
             "spec":{"nodeName":"n1","securityContext":{{{{user}}}},"containers":[{"name":"app","resources":{{{{_resources}}}}}],"ephemeralContainers":[{{{{_ephemeral}}}}]},
             "status":{"phase":"Running","containerStatuses":[{{{{_container}}}}],
                       "ephemeralContainerStatuses":[{{{{status}}}}]}}
            """;
    }
}
