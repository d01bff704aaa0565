using System.Text.Json;
using Sonde.Cli.Commands;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Cli.Tests;

/// <summary>The options about pods, and the command line that runs beside the target.</summary>
public sealed class PodArgumentTests
{
    [Theory]
    [InlineData("--namespace goes with pods only, and pid:1 is on this machine", "profile", "pid:1", "-n", "shop")]
    [InlineData("--container goes with pods only, and container:x is on this machine", "dump", "container:x", "-c", "app")]
    [InlineData("'pod/a/b' names no object: a name has letters, digits, '-' and '.'; its namespace goes into -n", "dump", "pod/a/b")]
    [InlineData("--image-pull-policy: 'never' is unknown: use Always, IfNotPresent or Never", "top", "pod/a", "--image-pull-policy", "never")]
    [InlineData("--debug-dir is a folder of this machine, and the code of pod/a gets its names in its pod", "dump", "pod/a", "--debug-dir", "/")]
    [InlineData("name either -l a=b or pid:1, not both", "profile", "pid:1", "-l", "a=b")]
    [InlineData("name either -l a=b or a command after --, not both", "profile", "-l", "a=b", "--", "ls")]
    [InlineData("--selector: no labels are given: write app=cart", "profile", "-l", "")]
    [InlineData("--place: 'here' is unknown: use auto, agent, ephemeral or node", "top", "pod/a", "--place", "here")]
    [InlineData("node/n1 is a node with everything on it: --container, --pods and --place ephemeral are about pods", "profile", "node/n1", "--pods", "2")]
    [InlineData("'node/n1' is no target: a target is pid:N", "dump", "node/n1")]
    [InlineData("--output: 'toml' is unknown: use yaml or json", "install", "-o", "toml")]
    public async Task What_does_not_go_together_is_said(string expected, params string[] arguments) =>
        Assert.StartsWith(expected, await CommandLine.ErrorAsync(ExitCode.Usage, arguments), StringComparison.Ordinal);

    [Theory]
    [InlineData("deployments/cart", "deploy/cart")]
    [InlineData("service/cart", "svc/cart")]
    [InlineData("po/cart-1", "pod/cart-1")]
    public void Kinds_may_be_written_as_kubectl_takes_them(string typed, string meant) =>
        Assert.Equal(meant, TargetForms.RunningAnywhere.Parse(typed).Text);

    [Fact]
    public void Pods_are_named_by_their_labels()
    {
        using var data = new MemoryStream();
        using var streams = new Streams(data, TextWriter.Null);
        var command = new ProfileCommand(streams);
        ProfileOptions options = command.Bind(new Application([command]).Parse(["profile", "-l", "app=cart,tier!=test", "-n", "shop"]));

        var target = Assert.IsType<KubernetesTarget>(options.Target);
        Assert.Equal("app=cart,tier!=test", target.Pods.Selector);
        Assert.Equal("-l app=cart,tier!=test", target.Text);
    }

    [Fact]
    public async Task The_node_agents_objects_are_printed_as_yaml_and_as_json_without_a_cluster()
    {
        string yaml = (await CommandLine.RunAsync("install", "-o", "yaml", "--image", "registry.example.com/sonde:1")).Output;
        string json = (await CommandLine.RunAsync("install", "-o", "json", "--image", "registry.example.com/sonde:1")).Output;

        Golden.Equal("install.yaml", yaml);
        JsonElement[] items = [.. JsonDocument.Parse(json).RootElement.GetProperty("items").EnumerateArray()];
        Assert.Equal(4, items.Length);
        // YAML that reads as the same objects.
        JsonElement[] read = [.. YamlJson.Documents(new StringReader(yaml)).Select(document => JsonDocument.Parse(document).RootElement)];
        Assert.True(items.Zip(read).All(pair => JsonElement.DeepEquals(pair.First, pair.Second)));
    }

    [Theory]
    [InlineData("cpu", false, false, false)]
    [InlineData("wall", false, false, false)]
    [InlineData("cpu", true, false, true)]
    [InlineData("cpu", false, true, true)]
    [InlineData("page-faults", false, false, true)]
    public void More_rights_are_wanted_only_for_what_needs_them(string sampled, bool kernel, bool native, bool isMost) =>
        Assert.Equal(isMost, PodNeeds.Of(sampled, kernel, native).IsMost);

    [Fact]
    public void A_profile_is_taken_there_as_was_asked_here()
    {
        Assert.Equal(
            ["profile", "pid:1", "--output=pprof", "--event=cpu", "--duration=10000ms"],
            Words("profile", "pod/cart-1", "-o", "cpu.html"));
        Assert.Equal(
            ["profile", "pid:1", "--output=pprof", "--event=wall", "--duration=500ms", "--rate=49", "--kernel", "--wakers"],
            Words("profile", "pod/cart-1", "-e", "wall", "-d", "500ms", "-r", "49", "--kernel", "--wakers", "--focus", "main"));
        Assert.Equal(
            ["profile", "pid:1", "--output=pprof", "--event=cpu", "--duration=10000ms", "--native", "--interpreter-frames"],
            Words("profile", "deploy/cart", "--native", "--interpreter-frames", "--pods", "all"));
    }

    private static IReadOnlyList<string> Words(params string[] arguments)
    {
        using var data = new MemoryStream();
        using var streams = new Streams(data, TextWriter.Null);
        var command = new ProfileCommand(streams);
        return PodProfile.Command("pid:1", command.Bind(new Application([command]).Parse(arguments)));
    }
}
