using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Http;

public sealed class ProxyTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "https://api.example.com", true)]
    [InlineData("*", "https://api.example.com", false)]
    [InlineData("example.com", "https://api.example.com", false)]
    [InlineData("example.com", "https://example.com", false)]
    [InlineData(".example.com", "https://example.com", true)]
    [InlineData("*.example.com", "https://api.example.com", false)]
    [InlineData("ample.com", "https://api.example.com", true)]
    [InlineData("10.0.0.0/8, other", "https://10.1.2.3:6443", false)]
    [InlineData("10.0.0.0/8", "https://11.1.2.3:6443", true)]
    [InlineData("fd00::/8", "https://[fd00::1]:6443", false)]
    [InlineData("10.1.2.3", "https://10.1.2.3:6443", false)]
    [InlineData("10.1.2.3:443", "https://10.1.2.3:6443", true)]
    [InlineData("10.1.2.3:6443", "https://10.1.2.3:6443", false)]
    [InlineData("", "https://localhost:6443", false)]
    [InlineData("", "https://127.0.0.1:6443", false)]
    [InlineData("", "http://api.example.com", false)]
    public void No_proxy_names_hosts_domains_addresses_and_ranges(string noProxy, string destination, bool proxied)
    {
        Dictionary<string, string> variables = new() { ["HTTPS_PROXY"] = "proxy:3128", ["no_proxy"] = noProxy };
        EnvironmentProxies proxies = new(new KubeEnvironment { Variable = name => variables.GetValueOrDefault(name) });
        Assert.Equal(proxied ? new Uri("http://proxy:3128") : null, proxies.For(new Uri(destination))?.Address);
    }

    [Fact]
    public async Task Requests_go_through_the_kubeconfigs_proxy_with_its_password()
    {
        int count = 0;
        await using TestServer proxy = new((_, answer) => ++count == 1
            ? answer.JsonAsync("", 407, "Proxy-Authenticate: Basic realm=\"x\"\r\n")
            : answer.JsonAsync("{}"));
        KubeCluster cluster = new() { ProxyUrl = $"http://ann:s%40crt@127.0.0.1:{proxy.Port}" };
        KubeConnection connection = new(new Uri("http://api.invalid"), "", cluster, new KubeUser(), new KubeEnvironment { Variable = _ => null });
        using KubernetesClient client = new(connection);
        await client.SendAsync(new ApiRequest("/version"), Cancel);
        ReceivedRequest request = proxy.Requests.Last();
        Assert.Equal("http://api.invalid/version", request.Target);
        Assert.Equal("Basic " + Convert.ToBase64String("ann:s@crt"u8), request.Header("Proxy-Authorization"));
    }

    [Fact]
    public async Task A_proxy_that_will_not_connect_is_named_without_its_password()
    {
        await using TestServer proxy = new((_, answer) => answer.JsonAsync("", 403));
        KubeCluster cluster = new() { ProxyUrl = $"http://ann:secret@127.0.0.1:{proxy.Port}" };
        KubeConnection connection = new(new Uri("https://api.invalid"), "", cluster, new KubeUser(), new KubeEnvironment { Variable = _ => null });
        using KubernetesClient client = new(connection);
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => client.SendAsync(new ApiRequest("/version"), Cancel));
        Assert.Equal(KubernetesError.Unreachable, error.Error);
        Assert.Contains($"the proxy http://127.0.0.1:{proxy.Port} will not connect to it", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://ann:secret@x")]
    [InlineData("http://")]
    public void A_proxy_that_is_no_address_is_said_without_its_password(string text) => Assert.Equal(
        "HTTPS_PROXY is no address of a proxy (http, https or socks5)",
        Assert.Throws<KubernetesException>(() => ProxyAddress.Parse(text, "HTTPS_PROXY")).Message);

    [Fact]
    public void Socks_proxies_resolve_names_themselves() =>
        Assert.Equal("socks5://proxy:1080", ProxyAddress.Parse("socks5h://u:p@proxy:1080", "").ToString());
}
