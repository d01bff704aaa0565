using System.Text.Json.Nodes;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Tests.Server;
using Sonde.Places.Ephemeral;
using Sonde.Places.Node;

namespace Sonde.Places.Tests;

/// <summary>The node agent's objects, and putting them onto a cluster.</summary>
public sealed class NodeAgentTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly NodeAgentManifests Manifests = new(new AgentImage("registry.example.com/sonde:1", "Always") { PullSecret = "pull" }, "1");

    private readonly List<string> _talk = [];

    [Fact]
    public void The_agent_has_what_it_needs_and_no_more()
    {
        JsonNode pod = Manifests.All[^1].Manifest["spec"]!["template"]!["spec"]!;
        JsonNode container = pod["containers"]![0]!, security = container["securityContext"]!;

        Assert.True((bool)pod["hostPID"]!);
        Assert.False((bool)pod["automountServiceAccountToken"]!);
        // Nothing of the node's file system is mounted, nothing is privileged, and the root is read-only.
        Assert.Null(pod["volumes"]);
        Assert.Null(pod["hostNetwork"]);
        Assert.Null(security["privileged"]);
        Assert.True((bool)security["readOnlyRootFilesystem"]!);
        Assert.Equal("ALL", (string?)security["capabilities"]!["drop"]![0]);
        Assert.NotNull(container["resources"]!["limits"]!["memory"]);
        Assert.Equal("pull", (string?)pod["imagePullSecrets"]![0]!["name"]);
        Assert.Equal("Always", (string?)container["imagePullPolicy"]);
    }

    [Fact]
    public void Its_namespace_is_its_own_and_the_role_says_what_it_means()
    {
        Assert.Equal(["Namespace", "ServiceAccount", "Role", "DaemonSet"], Manifests.All.Select(one => one.Resource.Kind));
        Assert.All(Manifests.All.Skip(1), one => Assert.Equal(NodeAgents.Namespace, (string?)one.Manifest["metadata"]!["namespace"]));
        Assert.Contains("root on every node", Manifests.All[2].Manifest["metadata"]!["annotations"]!["sonde.dev/note"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Installing_applies_the_objects_and_waits_for_every_node()
    {
        int looks = 0;
        await using TestServer server = new((request, answer) => request.Method switch
        {
            "PATCH" => answer.JsonAsync("{}"),
            _ when request.Path.EndsWith("/daemonsets/sonde-agent", StringComparison.Ordinal) => answer.JsonAsync(
                $$$"""{"metadata":{"generation":2},"status":{"observedGeneration":2,"desiredNumberScheduled":3,"updatedNumberScheduled":3,"numberReady":{{{Math.Min(3, ++looks)}}}}}"""),
            _ => answer.JsonAsync("""{"items":[]}"""),
        });
        using KubernetesClient client = server.Client();
        var installer = new NodeAgentInstaller(client, _talk.Add);

        await installer.ApplyAsync(Manifests, isTrial: false, Cancel);

        Assert.Equal(3, await installer.WaitAsync(Cancel));
        ReceivedRequest[] applied = [.. server.Requests.Where(request => request.Method == "PATCH")];
        Assert.Equal(4, applied.Length);
        Assert.All(applied, request => Assert.Contains("fieldManager=sonde&force=true", request.Target, StringComparison.Ordinal));
        Assert.DoesNotContain("dryRun", applied[0].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_a_node_cannot_pull_is_told()
    {
        await using TestServer server = new((request, answer) => answer.JsonAsync(request.Path.Contains("daemonsets", StringComparison.Ordinal)
            ? """{"metadata":{"generation":1},"status":{"observedGeneration":1,"desiredNumberScheduled":1}}"""
            : """
              {"items":[{"metadata":{"name":"a"},"spec":{"nodeName":"n7","containers":[{"name":"agent","image":"sonde:9"}]},
                         "status":{"containerStatuses":[{"name":"agent","state":{"waiting":{"reason":"ErrImagePull"}}}]}}]}
              """));
        using KubernetesClient client = server.Client();

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => new NodeAgentInstaller(client, _talk.Add).WaitAsync(Cancel));

        Assert.Equal("the node agent does not start on n7: ErrImagePull (image sonde:9); name an image that the nodes reach with --image", error.Message);
    }

    [Fact]
    public async Task A_namespace_that_Sonde_did_not_make_is_not_removed()
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync("""{"metadata":{"labels":{}}}"""));
        using KubernetesClient client = server.Client();

        PlaceException error = await Assert.ThrowsAsync<PlaceException>(() => new NodeAgentInstaller(client, _talk.Add).RemoveAsync(Cancel));

        Assert.StartsWith("namespace sonde-system was not made by Sonde", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.Method == "DELETE");
    }
}
