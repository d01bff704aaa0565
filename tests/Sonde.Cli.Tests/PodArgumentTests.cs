using Sonde.Cli.Commands;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;

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
    public async Task What_does_not_go_together_is_said(string expected, params string[] arguments) =>
        Assert.StartsWith(expected, await CommandLine.ErrorAsync(ExitCode.Usage, arguments), StringComparison.Ordinal);

    [Theory]
    [InlineData("deployments/cart", "deploy/cart")]
    [InlineData("service/cart", "svc/cart")]
    [InlineData("po/cart-1", "pod/cart-1")]
    public void Kinds_may_be_written_as_kubectl_takes_them(string typed, string meant) =>
        Assert.Equal(meant, TargetForms.RunningAnywhere.Parse(typed).Text);

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
