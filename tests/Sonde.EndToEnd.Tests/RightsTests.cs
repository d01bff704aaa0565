using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Yaml;

namespace Sonde.EndToEnd.Tests;

/// <summary>The Roles of <c>deploy/rbac</c> and the one that preflight prints are enough on a real cluster (<c>eng/cluster-test</c>).</summary>
[Trait("Needs", "cluster")]
public sealed class RightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-rights-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("pods.yaml", "profile", "pod/burn", "-d", "1s", "-o", "collapsed")]
    [InlineData("pods.yaml", "dump", "pod/burn")]
    [InlineData("pods.yaml", "top", "pod/burn", "--count", "1")]
    [InlineData("pods.yaml", "profile", "svc/burn", "-d", "1s", "-o", "collapsed")]
    [InlineData("exec.yaml", "exec", "pod/burn", "--", "/usr/bin/python3", "-c", "print(1)")]
    [InlineData("exec.yaml", "cp", "pod/burn:/etc/passwd", "{folder}/passwd")]
    [InlineData("debug.yaml", "debug", "pod/burn", "--", "true")]
    [InlineData("debug.yaml", "debug", "--list")]
    [InlineData("nodes.yaml", "profile", "pod/burn", "--place", "node", "-d", "1s", "-o", "collapsed")]
    public async Task A_role_of_the_repository_suffices_for_its_commands(string file, params string[] command)
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn", """{"app":"burn"}""");
        await cluster.PostAsync(
            $"/api/v1/namespaces/{cluster.Namespace}/services",
            """{"metadata":{"name":"burn"},"spec":{"selector":{"app":"burn"},"ports":[{"port":80}]}}""");
        string user = await GiveAsync(cluster, await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Rbac", file), TestContext.Current.CancellationToken));

        SondeResult result = SondeProgram.Run([command[0], $"--namespace={cluster.Namespace}", $"--as={user}", .. command[1..].Select(word => word.Replace("{folder}", _folder, StringComparison.Ordinal))]);

        Assert.True(result.ExitCode == 0, result.ToString());
    }

    [Fact]
    public async Task The_role_that_preflight_prints_is_what_was_missing()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn");
        string user = await GiveAsync(cluster, """{"metadata":{"name":"least"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}""");
        JsonElement before = Preflight(cluster, user);

        await GiveAsync(cluster, before.GetProperty("role").GetString()!);
        JsonElement after = Preflight(cluster, user);
        SondeResult profile = SondeProgram.Run("profile", "pod/burn", "-n", cluster.Namespace, $"--as={user}", "-d", "1s", "-o", "collapsed");

        Assert.Equal("no", before.GetProperty("tiers").GetProperty("same user").GetString());
        Assert.Equal(["yes", "yes", "yes"], ((string[])["API only", "same user", "node"]).Select(tier => after.GetProperty("tiers").GetProperty(tier).GetString()));
        Assert.Equal("", after.GetProperty("role").GetString());
        Assert.True(profile.ExitCode == 0, profile.ToString());
    }

    private static JsonElement Preflight(PodCluster cluster, string user)
    {
        SondeResult result = SondeProgram.Run("preflight", "pod/burn", "-n", cluster.Namespace, $"--as={user}", "-o", "json");
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonDocument.Parse(result.Output).RootElement;
    }

    /// <summary>Gives a Role to somebody who has no other rights; its name to impersonate.</summary>
    private static async Task<string> GiveAsync(PodCluster cluster, string role)
    {
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces";
        using JsonDocument json = JsonDocument.Parse(YamlJson.Documents(new StringReader(role)).First());
        string name = json.RootElement.Object("metadata")!.Value.Text("name")!, user = $"looker-of-{cluster.Namespace}";
        string rules = json.RootElement.GetProperty("rules").GetRawText();
        await cluster.PostAsync($"{Rbac}/{cluster.Namespace}/roles", $$"""{"metadata":{"name":"{{name}}"},"rules":{{rules}}}""");
        await cluster.PostAsync(
            $"{Rbac}/{cluster.Namespace}/rolebindings",
            $$$"""
            {"metadata":{"name":"{{{name}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"{{{name}}}"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{{user}}}"}]}
            """);
        return user;
    }
}
