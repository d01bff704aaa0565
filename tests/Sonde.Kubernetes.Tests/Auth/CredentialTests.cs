using System.Text.Json.Nodes;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Tests.Server;

namespace Sonde.Kubernetes.Tests.Auth;

public sealed class CredentialTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Tokens_passwords_and_impersonation_are_headers()
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync("{}"));
        await AskAsync(server, new KubeUser { Token = "abc\n" });
        await AskAsync(server, new KubeUser { BasicUser = "ann", BasicPassword = "pw" });
        await AskAsync(server, new KubeUser
        {
            Impersonate = new Impersonation
            {
                User = "bob",
                Uid = "7",
                Groups = ["g1", "g2"],
                Extra = new Dictionary<string, IReadOnlyList<string>> { ["example.com/a b"] = ["x", "y"] },
            },
        });
        ReceivedRequest[] requests = [.. server.Requests];
        Assert.Equal("Bearer abc", requests[0].Header("Authorization"));
        Assert.Equal("Basic YW5uOnB3", requests[1].Header("Authorization"));
        Assert.Null(requests[2].Header("Authorization"));
        Assert.Equal(("bob", "7"), (requests[2].Header("Impersonate-User"), requests[2].Header("Impersonate-Uid")));
        Assert.Equal("g1, g2", string.Join(", ", requests[2].Headers.Where(h => h.Key == "Impersonate-Group").Select(h => h.Value)));
        Assert.Contains(requests[2].Headers, h => h.Key == "Impersonate-Extra-example.com%2Fa%20b");
        Assert.StartsWith("sonde/", requests[0].Header("User-Agent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_the_server_refuses_the_token()
    {
        string file = _folder.Write("token", "old");
        await using TestServer server = new((request, answer) => request.Header("Authorization") == "Bearer new"
            ? answer.JsonAsync("{}")
            : answer.ReplayAsync(WireExchange.Load("error-401")[0]));
        using KubernetesClient client = new(server.Connection(new KubeUser { Name = "ann", TokenFile = file, Token = "fallback" }));
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => client.SendAsync(new ApiRequest("/x"), Cancel));
        Assert.Equal(KubernetesError.Unauthorized, error.Error);
        Assert.Single(server.Requests);
        File.WriteAllText(file, "new\n");
        await client.SendAsync(new ApiRequest("/x"), Cancel);
        Assert.Equal("Bearer new", server.Requests.Last().Header("Authorization"));
    }

    [Fact]
    public async Task An_exec_plugin_is_told_the_cluster_and_asked_again_after_a_401()
    {
        _folder.Write("answers", "1");
        _folder.Script("plugin", """
            #!/bin/sh
            folder=$(dirname "$0")
            echo "$KUBERNETES_EXEC_INFO" > "$folder/info"
            echo "$1 $GREETING" > "$folder/said"
            cat > "$folder/input"
            n=$(cat "$folder/answers"); echo $((n + 1)) > "$folder/answers"
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"token-'$n'"}}'
            """);
        await using TestServer server = new((request, answer) => request.Header("Authorization") == "Bearer token-2"
            ? answer.JsonAsync("{}")
            : answer.JsonAsync("", 401));
        string file = _folder.Write("config", $$$"""
            current-context: c
            contexts: [{name: c, context: {cluster: k, user: u}}]
            clusters:
            - name: k
              cluster:
                server: {{{server.Address}}}
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: sonde}}]
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: ./plugin
                  args: [hello]
                  env: [{name: GREETING, value: world}]
                  provideClusterInfo: true
                  interactiveMode: IfAvailable
            """);
        KubeConnection connection = ConnectionResolver.Resolve(
            new ConnectionOptions { Kubeconfig = file }, new KubeEnvironment { Variable = _ => null });
        using KubernetesClient client = new(connection);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.SendAsync(new ApiRequest("/x"), Cancel)));
        Assert.Equal("hello world\n", File.ReadAllText(Path.Combine(_folder.Path, "said")));
        Assert.Equal("", File.ReadAllText(Path.Combine(_folder.Path, "input")));
        JsonNode info = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, "info")))!;
        Assert.Equal("client.authentication.k8s.io/v1", (string?)info["apiVersion"]);
        Assert.Equal(server.Address, (string?)info["spec"]!["cluster"]!["server"]);
        Assert.Equal("sonde", (string?)info["spec"]!["cluster"]!["config"]!["audience"]);
        Assert.False((bool?)info["spec"]!["interactive"]);
        Assert.Equal("3\n", File.ReadAllText(Path.Combine(_folder.Path, "answers")));
    }

    [Fact]
    public async Task An_exec_plugins_credential_is_kept_until_it_expires()
    {
        string plugin = _folder.Script("plugin", """
            #!/bin/sh
            echo x >> "$(dirname "$0")/runs"
            echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"'$1'"}}'
            """);
        await using TestServer server = new((_, answer) => answer.JsonAsync("{}"));
        foreach ((string expires, int runs) in ((string, int)[])[("2099-01-01T00:00:00Z", 1), ("2020-01-01T00:00:00Z", 4)])
        {
            ExecPlugin exec = new() { ApiVersion = "client.authentication.k8s.io/v1beta1", Command = plugin, Arguments = [expires] };
            using KubernetesClient client = new(server.Connection(new KubeUser { Exec = exec }));
            for (int i = 0; i < 3; i++)
                await client.SendAsync(new ApiRequest("/x"), Cancel);
            Assert.Equal(runs, File.ReadAllLines(Path.Combine(_folder.Path, "runs")).Length);
        }
    }

    [Theory]
    [InlineData("echo oops >&2; exit 3", "it ended with exit code 3")]
    [InlineData("true", "it printed nothing")]
    [InlineData("echo hello", "what it printed is no JSON")]
    [InlineData("echo '{}'", "instead of client.authentication.k8s.io/v1 ExecCredential")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}'""", "neither a token nor a certificate")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"clientKeyData":"x"}}'""", "a key without its certificate")]
    [InlineData("""echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t","expirationTimestamp":"soon"}}'""", "is no time")]
    public async Task A_plugin_that_fails_is_named_with_what_to_do(string script, string part)
    {
        string plugin = _folder.Script("plugin", "#!/bin/sh\n" + script + "\n");
        string message = await PluginErrorAsync(plugin);
        Assert.StartsWith($"credential plugin {plugin}: ", message, StringComparison.Ordinal);
        Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.EndsWith("run it by hand to see more (get it from the shop)", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_is_said() =>
        Assert.Contains("is it installed", await PluginErrorAsync("sonde-no-such-plugin"), StringComparison.Ordinal);

    [Fact]
    public async Task A_plugin_that_must_ask_needs_a_terminal() => Assert.Contains(
        "standard input is no terminal", await PluginErrorAsync("true", ExecInteraction.Always), StringComparison.Ordinal);

    [Fact]
    public async Task Credential_files_that_cannot_be_read_are_said()
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync("{}"));
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(
            () => AskAsync(server, new KubeUser { TokenFile = "/nowhere/token" }));
        Assert.Equal((KubernetesError.Credentials, "token file: /nowhere/token: no such file"), (error.Error, error.Message));
    }

    private static async Task AskAsync(TestServer server, KubeUser user)
    {
        using KubernetesClient client = new(server.Connection(user));
        await client.SendAsync(new ApiRequest("/x"), Cancel);
    }

    private static async Task<string> PluginErrorAsync(string command, ExecInteraction interaction = ExecInteraction.Never)
    {
        await using TestServer server = new((_, answer) => answer.JsonAsync("{}"));
        ExecPlugin exec = new()
        {
            ApiVersion = "client.authentication.k8s.io/v1",
            Command = command,
            Interaction = interaction,
            InstallHint = "get it\n  from the shop",
        };
        KubernetesException error = await Assert.ThrowsAsync<KubernetesException>(() => AskAsync(server, new KubeUser { Exec = exec }));
        Assert.Equal(KubernetesError.Credentials, error.Error);
        return error.Message;
    }
}
