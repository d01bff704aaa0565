using System.Text.Json.Nodes;
using Sonde.Kubernetes.Access;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Access;

public sealed class AccessReviewerTests
{
    [Fact]
    public async Task What_is_not_allowed_is_told()
    {
        await using TestServer server = TestServer.Replaying("self-subject-access-review");
        using KubernetesClient client = server.Client();
        AccessAnswer answer = await client.Access.MayAsync(
            new AccessRequest("list", "", "pods") { Namespace = "wire-demo", Subresource = "log" }, TestContext.Current.CancellationToken);
        Assert.False(answer.IsAllowed);
        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "application/json"), (request.Method, request.Header("Content-Type")));
        JsonNode attributes = JsonNode.Parse(request.Body)!["spec"]!["resourceAttributes"]!;
        Assert.Equal(("list", "pods", "log", "wire-demo"),
            ((string?)attributes["verb"], (string?)attributes["resource"], (string?)attributes["subresource"], (string?)attributes["namespace"]));
    }
}
