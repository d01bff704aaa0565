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

        PreflightReport report = await new PodPreflight(client, new AgentImage("sonde:1", null)).RunAsync(pod, pod.Named(null), cancel);

        Assert.Equal(PreflightAnswer.Yes, report.Of(PreflightTier.Api));
        Assert.Equal(PreflightAnswer.No, report.Of(PreflightTier.SameUser));
        Assert.Equal(PreflightAnswer.No, report.Of(PreflightTier.Ptrace));
        Assert.Contains(report.Checks, check => check is { Tier: PreflightTier.Ptrace, Reason: "the namespace's Pod Security level 'baseline' refuses it" });
        Assert.Contains(report.Checks, check => check is { Name: "memory", Answer: PreflightAnswer.No, Reason: "10 MiB of 128 MiB are left (kubelet)" });
        Assert.Contains(report.Checks, check => check is { Name: "user namespace", Answer: PreflightAnswer.No });
        Assert.Contains(report.Checks, check => check is { Name: "the image", Answer: PreflightAnswer.Yes });
        Assert.Contains(report.Checks, check => check is { Name: "the node's kernel", Answer: PreflightAnswer.Yes, Reason: "6.1.0-13-amd64" });
        Assert.Equal([new MissingRule("", "pods", "delete", false)], report.Missing);
        Assert.All(_written, target => Assert.Contains("dryRun=All", target, StringComparison.Ordinal));
        Assert.Equal(3, _written.Count);
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
