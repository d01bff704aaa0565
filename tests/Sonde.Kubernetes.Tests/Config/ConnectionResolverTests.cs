using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Config;

public sealed class ConnectionResolverTests : IDisposable
{
    private const string TwoContexts = """
        apiVersion: v1
        kind: Config
        current-context: dev
        clusters:
        - name: near
          cluster: {server: "https://near:6443", certificate-authority: pki/ca.crt, tls-server-name: kubernetes}
        - name: far
          cluster: {server: far.example.com/prefix/, proxy-url: "socks5://user:pw@proxy:1080", insecure-skip-tls-verify: true}
        users:
        - {name: ann, user: {token: abc, as: bob, as-uid: "7", as-groups: [g1, g2], as-user-extra: {scopes: [view]}}}
        - {name: old, user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}}}
        contexts:
        - {name: dev, context: {cluster: near, user: ann, namespace: shop}}
        - {name: prod, context: {cluster: far, user: ann}}
        - {name: broken, context: {cluster: nowhere, user: ann}}
        - {name: outdated, context: {cluster: near, user: old}}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = [];

    private KubeEnvironment Machine => new()
    {
        Variable = name => _variables.GetValueOrDefault(name),
        HomeFolder = _folder.Path,
        ServiceAccountFolder = Path.Combine(_folder.Path, "serviceaccount"),
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_home_kubeconfig_gives_the_current_context()
    {
        string file = _folder.Write(".kube/config", TwoContexts);
        KubeConnection connection = Resolve();
        Assert.Equal(new Uri("https://near:6443"), connection.Server);
        Assert.Equal(("dev", "shop", "ann", "near"), (connection.Context, connection.Namespace, connection.UserName, connection.ClusterName));
        Assert.Equal(file, connection.Origin);
        Assert.Equal(Path.Combine(_folder.Path, ".kube/pki/ca.crt"), connection.Cluster.AuthorityFile);
        Assert.Equal("kubernetes", connection.Cluster.TlsServerName);
        Assert.Equal(("bob", "7"), (connection.User.Impersonate!.User, connection.User.Impersonate.Uid));
        Assert.Equal(["g1", "g2"], connection.User.Impersonate.Groups);
        Assert.Equal(["view"], connection.User.Impersonate.Extra["scopes"]);
    }

    [Fact]
    public void Flags_choose_context_cluster_user_namespace_and_whom_to_be()
    {
        string file = _folder.Write("a", TwoContexts);
        KubeConnection connection = Resolve(new() { Kubeconfig = file, Context = "prod", Namespace = "x", Impersonate = new() { User = "eve" } });
        Assert.Equal("https://far.example.com/prefix/", connection.Server.ToString());
        Assert.Equal(("x", "eve"), (connection.Namespace, connection.User.Impersonate!.User));
        Assert.True(connection.Cluster.Insecure);
        Assert.Equal("far", Resolve(new() { Kubeconfig = file, Cluster = "far" }).ClusterName);
        Assert.Equal("default", Resolve(new() { Kubeconfig = file, Context = "prod" }).Namespace);
    }

    [Fact]
    public void Of_several_files_the_first_that_has_a_name_wins()
    {
        string first = _folder.Write("first", "clusters: [{name: near, cluster: {server: 'https://first'}}]\n");
        string second = _folder.Write("second", TwoContexts);
        _variables["KUBECONFIG"] = $"{first}:{_folder.Path}/none::{second}";
        KubeConnection connection = Resolve();
        Assert.Equal(("https://first/", "dev"), (connection.Server.ToString(), connection.Context));
        Assert.Equal($"{first}, {second}", connection.Origin);
        Assert.Equal(["broken", "dev", "outdated", "prod"], ConnectionResolver.Contexts(new(), Machine).Select(c => c.Name));
    }

    [Fact]
    public void A_pod_uses_its_service_account()
    {
        _folder.Write("serviceaccount/token", "secret\n");
        _folder.Write("serviceaccount/namespace", "shop\n");
        (_variables["KUBERNETES_SERVICE_HOST"], _variables["KUBERNETES_SERVICE_PORT"]) = ("fd00::1", "443");
        KubeConnection connection = Resolve();
        Assert.True(connection.IsInCluster);
        Assert.Equal(("https://[fd00::1]/", "shop"), (connection.Server.ToString(), connection.Namespace));
        Assert.EndsWith("serviceaccount/token", connection.User.TokenFile, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nope", "no context 'nope' in", "its contexts: broken, dev, outdated, prod")]
    [InlineData("broken", "no cluster 'nowhere' in", "its clusters: far, near")]
    [InlineData("outdated", "v1alpha1", "update the tool")]
    public void A_wrong_context_is_said_with_what_there_is(string context, string what, string next)
    {
        string file = _folder.Write("a", TwoContexts);
        string message = Error(new() { Kubeconfig = file, Context = context });
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.Contains(next, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [", "line 2")]
    [InlineData("- a", "no mapping")]
    [InlineData("clusters: {}", "clusters is no list")]
    [InlineData("current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k, cluster: {server: 'ftp://x'}}]", "no http(s) address")]
    [InlineData("current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k, cluster: {server: x, certificate-authority-data: '%'}}]", "no base64")]
    [InlineData("current-context: c\ncontexts: [{name: c, context: {cluster: k}}]\nclusters: [{name: k, cluster: {}}]", "has no server")]
    [InlineData("contexts: [{name: c, context: {cluster: k}}]", "give --context: its contexts: c")]
    [InlineData("current-context: c\ncontexts: [{name: c, context: {cluster: k, user: u}}]\nclusters: [{name: k, cluster: {server: x}}]\nusers: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: x}}}]", "interactiveMode is missing")]
    public void A_wrong_file_is_said_with_its_place(string text, string part)
    {
        string file = _folder.Write("a", text);
        string message = Error(new() { Kubeconfig = file });
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Without_any_configuration_the_error_says_where_it_was_looked_for()
    {
        Assert.Contains(Path.Combine(_folder.Path, ".kube/config"), Error(new()), StringComparison.Ordinal);
        Assert.Contains("no such file", Error(new() { Kubeconfig = "/nowhere/config" }), StringComparison.Ordinal);
    }

    private KubeConnection Resolve(ConnectionOptions? options = null) => ConnectionResolver.Resolve(options ?? new(), Machine);

    private string Error(ConnectionOptions options)
    {
        KubernetesException error = Assert.Throws<KubernetesException>(() => Resolve(options));
        Assert.Equal(KubernetesError.Configuration, error.Error);
        return error.Message;
    }
}
