using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Discovery;

public sealed class DiscoveryReaderTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, WireExchange> Aggregated = Recorded("discovery-aggregated-core", "discovery-aggregated");

    private static readonly Dictionary<string, WireExchange> Plain = Recorded("discovery-api", "discovery-apis", "discovery-resources");

    [Fact]
    public async Task Two_requests_tell_every_kind_of_a_new_server()
    {
        await using TestServer server = new((request, answer) => answer.ReplayAsync(Aggregated[request.Path]));
        using KubernetesClient client = server.Client();
        ApiCatalog catalog = await client.Discovery.ReadAsync(Cancel);
        Assert.Equal(2, server.Requests.Count);
        Assert.Empty(catalog.Failures);
        ApiResource pods = catalog.Find("", "pods")!;
        Assert.Equal(("v1", "Pod", true), (pods.ApiVersion, pods.Kind, pods.IsNamespaced));
        Assert.Contains("watch", pods.Verbs);
        Assert.Same(pods, catalog.Find("po"));
        Assert.Equal("apps/v1", catalog.Find("deploy")!.ApiVersion);
        Assert.Equal("deployments.apps", catalog.Find("Deployment.apps")!.FullName);
        Assert.False(catalog.Find("nodes")!.IsNamespaced);
        Assert.Null(catalog.Find("nothing"));
        Assert.Equal(catalog.Resources.Count, catalog.Resources.DistinctBy(r => r.FullName).Count());
    }

    [Fact]
    public async Task An_old_server_is_asked_group_by_group_and_a_group_that_fails_does_not_matter()
    {
        await using TestServer server = new((request, answer) => Plain.TryGetValue(request.Path, out WireExchange? exchange)
            ? answer.ReplayAsync(exchange)
            : request.Path == "/apis/apps/v1"
                ? answer.JsonAsync("""{"kind":"APIResourceList","resources":[{"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["list"],"shortNames":["deploy"]},{"name":"deployments/scale","kind":"Scale","namespaced":true}]}""")
                : answer.WholeAsync(503, "text/plain", "service unavailable"u8.ToArray()));
        using KubernetesClient client = server.Client();
        ApiCatalog catalog = await client.Discovery.ReadAsync(Cancel);
        Assert.Equal("Pod", catalog.Find("", "pods")!.Kind);
        Assert.Equal(["list"], catalog.Find("apps", "deployments")!.Verbs);
        Assert.DoesNotContain(catalog.Resources, r => r.Name.Contains('/'));
        Assert.Contains(catalog.Failures, f => f.GroupVersion == "batch/v1");
        Assert.DoesNotContain(catalog.Failures, f => f.GroupVersion == "apps/v1");
    }

    [Fact]
    public async Task Something_that_is_no_api_server_is_said_so()
    {
        await using TestServer server = new((_, answer) => answer.WholeAsync(200, "text/html", "<html>Welcome</html>"u8.ToArray()));
        using KubernetesClient client = server.Client();
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => client.Discovery.ReadAsync(Cancel));
        Assert.Equal(KubernetesError.Protocol, error.Error);
        Assert.Contains("no JSON", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, WireExchange> Recorded(params string[] files) =>
        files.SelectMany(WireExchange.Load).ToDictionary(e => e.Target);
}
