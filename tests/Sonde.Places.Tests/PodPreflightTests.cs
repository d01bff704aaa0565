using Sonde.Kubernetes;
using Sonde.Kubernetes.Tests.Server;
using Sonde.Places.Ephemeral;
using Sonde.Places.Pods;
using Sonde.Places.Preflight;

namespace Sonde.Places.Tests;

/// <summary>What preflight makes of a server's answers.</summary>
public sealed class PodPreflightTests
{
    private const string Pod = """
        {"metadata":{"name":"cart-1","namespace":"shop"},
         "spec":{"nodeName":"n1","hostUsers":false,"containers":[{"name":"app","resources":{"limits":{"memory":"128Mi"}},"securityContext":{"runAsUser":1000}}]},
         "status":{"phase":"Running","containerStatuses":[{"name":"app","state":{"running":{}}}]}}
        """;

    private readonly List<string> _written = [];

    [Fact]
    public async Task Each_no_has_its_reason_and_nothing_is_changed()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestServer server = new(AnswerAsync);
        using KubernetesClient client = server.Client();
        Pod pod = await new PodFinder(client).ReadAsync("shop", "cart-1", cancel);

        PreflightReport report = await new PodPreflight(client, new AgentImage("sonde:1", null)).RunAsync(pod, pod.Named(null), inside: null, cancel);

        Assert.Equal(PreflightAnswer.Yes, report.Of(PreflightTier.Api));
        Assert.Equal(PreflightAnswer.No, report.Of(PreflightTier.SameUser));
        Assert.Equal(PreflightAnswer.No, report.Of(PreflightTier.Ptrace));
        Assert.Contains(report.Checks, check => check is { Tier: PreflightTier.Ptrace, Reason: "the namespace's Pod Security level 'baseline' refuses it" });
        Assert.Contains(report.Checks, check => check is { Name: "memory", Answer: PreflightAnswer.No, Reason: "10 MiB of 128 MiB are left (kubelet)" });
        Assert.Contains(report.Checks, check => check is { Name: "user namespace", Answer: PreflightAnswer.No });
        Assert.Contains(report.Checks, check => check is { Name: "the image", Answer: PreflightAnswer.Yes });
        Assert.Contains(report.Checks, check => check is { Name: "the node's kernel", Answer: PreflightAnswer.Yes, Reason: "6.1.0-13-amd64" });
        Assert.Equal(2, report.Checks.Count(check => check is { Name: "Yama" or "perf events", Answer: PreflightAnswer.Unknown, Cure.Length: > 0 }));
        Assert.Equal([new MissingRule("", "pods", "delete", false)], report.Missing);
        Assert.All(_written, target => Assert.Contains("dryRun=All", target, StringComparison.Ordinal));
        Assert.Equal(3, _written.Count);
    }

    [Theory]
    [InlineData(0, PreflightTier.SameUser, PreflightAnswer.Yes)]
    [InlineData(1, PreflightTier.SameUser, PreflightAnswer.No)]
    [InlineData(2, PreflightTier.SameUser, PreflightAnswer.No)]
    [InlineData(3, PreflightTier.Ptrace, PreflightAnswer.No)]
    public void Yama_keeps_out_the_targets_user_and_at_last_everybody(int scope, object tier, object answer)
    {
        var facts = new InsideFacts("the agent x", scope, 2, HasSeccompFilter: false, IsUserNamespace: false);

        PreflightCheck yama = InsideFacts.Checks(facts).Last(check => check.Name == "Yama");

        Assert.Equal((tier, answer), (yama.Tier, yama.Answer));
        Assert.Contains("(the agent x)", yama.Reason, StringComparison.Ordinal);
        Assert.Equal(yama.Answer == PreflightAnswer.No, yama.Cure.Length > 0);
    }

    [Fact]
    public void Where_user_namespaces_seccomp_and_kernels_without_perf_stand_in_the_way_each_has_its_cure()
    {
        PreflightCheck[] checks = [.. InsideFacts.Checks(new InsideFacts("x", null, null, HasSeccompFilter: true, IsUserNamespace: true))];

        Assert.Equal(
            [("Yama", PreflightAnswer.Yes), ("perf events", PreflightAnswer.No), ("seccomp", PreflightAnswer.Unknown), ("user namespace", PreflightAnswer.No)],
            checks.Select(check => (check.Name, check.Answer)));
        Assert.All(checks[1..], check => Assert.NotEqual("", check.Cure));
        Assert.Contains(InsideFacts.Checks(new InsideFacts("x", 0, 3, false, false)), check => check.Reason.StartsWith("kernel.perf_event_paranoid is 3: only PERFMON", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_runs_there_is_asked_for_settings_that_the_API_does_not_tell()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var place = new ScriptedPlace("""{"settings":{"kernel.yama.ptrace_scope":1,"kernel.perf_event_paranoid":-1,"seccomp filter":1,"user namespace":0}}""");

        Assert.Equal(new InsideFacts("x", 1, -1, true, false), await InsideFacts.ReadAsync(place, "x", isInPod: false, cancel));
        Assert.Null(await InsideFacts.ReadAsync(new ScriptedPlace("{}"), "x", isInPod: false, cancel));
        Assert.Null(await InsideFacts.ReadAsync(new ScriptedPlace("usage: …"), "x", isInPod: false, cancel));
    }

    [Fact]
    public async Task An_agent_that_runs_in_the_pod_knows_better_than_the_kubelet_whether_there_is_memory()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using TestServer server = new(AnswerAsync);
        using KubernetesClient client = server.Client();
        Pod pod = await new PodFinder(client).ReadAsync("shop", "cart-1", cancel);
        var inside = new InsideFacts("the agent x", null, 2, false, false) { FitsInPod = true };

        PreflightReport report = await new PodPreflight(client, new AgentImage("sonde:1", null)).RunAsync(pod, pod.Named(null), inside, cancel);

        Assert.Contains(report.Checks, check => check is { Name: "memory", Answer: PreflightAnswer.Yes, Reason: "enough of 128 MiB is left (the agent x)" });
    }

    private async Task AnswerAsync(ReceivedRequest request, Answering answer)
    {
        switch (request.Method, request.Path)
        {
            case ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"):
                await answer.JsonAsync($$$"""{"status":{"allowed":{{{(request.Body.Contains("delete", StringComparison.Ordinal) ? "false" : "true")}}}}}""", 201);
                return;
            case ("PATCH" or "POST", _):
                _written.Add(request.Target);
                if (request.Body.Contains("SYS_PTRACE", StringComparison.Ordinal) || request.Method == "POST")
                    await answer.JsonAsync("""{"kind":"Status","status":"Failure","message":"pods is forbidden: violates PodSecurity \"baseline:latest\": x","reason":"Forbidden","code":403}""", 403);
                else
                    await answer.JsonAsync("{}");
                return;
            case (_, "/api/v1/namespaces/shop/pods/cart-1"):
                await answer.JsonAsync(Pod);
                return;
            case (_, "/api/v1/nodes/n1"):
                await answer.JsonAsync("""{"status":{"nodeInfo":{"kernelVersion":"6.1.0-13-amd64"},"images":[{"names":["docker.io/library/sonde:1"]}]}}""");
                return;
            case (_, "/api/v1/nodes/n1/proxy/stats/summary"):
                await answer.JsonAsync("""{"pods":[{"podRef":{"name":"cart-1","namespace":"shop"},"memory":{"workingSetBytes":123731968}}]}""");
                return;
            default:
                await answer.JsonAsync("""{"kind":"Status","status":"Failure","message":"not found","reason":"NotFound","code":404}""", 404);
                return;
        }
    }
}
