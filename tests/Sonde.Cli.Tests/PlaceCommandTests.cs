using Sonde.Cli.Commands;
using Sonde.Cli.Copying;
using Sonde.Cli.Debug;
using Sonde.Collectors.Session.Targets;
using Sonde.Kubernetes.Sessions;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;
using Sonde.Places.Debug;

namespace Sonde.Cli.Tests;

/// <summary>The command lines of exec, cp, debug and preflight.</summary>
public sealed class PlaceCommandTests
{
    [Fact]
    public void A_command_in_a_pod_is_the_same_command_with_frames()
    {
        var options = new ExecOptions(
            new ProcessTarget(new ProcessId(1)), ["ss", "-t"], [NamespaceKind.Network], new Dictionary<string, string> { ["A"] = "b c" }, ReadsFrames: false);

        Assert.Equal(["sonde", "exec", "pid:1", "--net", "--frames", "--env=A=b c", "--", "ss", "-t"], ExecCommand.Words("pid:1", options, isInteractive: false));
    }

    [Theory]
    [InlineData("pod/x:/a/b", "pod/x", "/a/b")]
    [InlineData("container:web:/etc", "container:web", "/etc")]
    [InlineData("pid:7:/", "pid:7", "/")]
    public void A_place_in_a_target_has_a_path_from_its_root(string word, string target, string path)
    {
        CopyPlace place = CopyPlace.Parse(word);

        Assert.Equal((target, path), (place.Target?.Text, place.Path));
    }

    [Theory]
    [InlineData("./pod/x")]
    [InlineData("/tmp/a:b")]
    [InlineData("file")]
    public void Anything_else_is_a_path_of_this_machine(string word) => Assert.Equal(new CopyPlace(null, word), CopyPlace.Parse(word));

    [Theory]
    [InlineData("pod/x:relative")]
    [InlineData("pod/x:/a/../../etc")]
    [InlineData("")]
    public void A_place_that_could_be_another_is_refused(string word) => Assert.Throws<UsageException>(() => CopyPlace.Parse(word));

    [Fact]
    public void No_word_of_the_user_is_read_by_a_shell()
    {
        var place = new DebugPlace(new SessionTarget("shop", "cart-1", "app"), true, "/") { Shell = "/.sonde/busybox" };

        IReadOnlyList<string> words = DebugRun.ShellWords(place, ["A=$(reboot)"], ["echo", "; reboot"]);

        Assert.Equal(["/.sonde/busybox", "sh", "-c"], words.Take(3));
        Assert.DoesNotContain("reboot", words[3], StringComparison.Ordinal);
        Assert.Equal(["A=$(reboot)", "echo", "; reboot"], words.TakeLast(3));
    }

    [Theory]
    [InlineData("TARGET is missing", "debug")]
    [InlineData("--profile: 'x' is unknown", "debug", "pod/a", "--profile", "x")]
    [InlineData("--list and --cleanup take no target", "debug", "pod/a", "--list")]
    [InlineData("add --copy-to NAME", "debug", "pod/a", "--set-image", "a=b")]
    [InlineData("--keep-… are about a copy: add --copy-to NAME", "debug", "pod/a", "--keep-labels")]
    [InlineData("the command is missing", "exec", "pid:1")]
    [InlineData("unexpected argument 'b'", "exec", "pid:1", "b", "--", "c")]
    [InlineData("two places are wanted", "cp", "a")]
    [InlineData("neither a nor b is in a target", "cp", "a", "b")]
    [InlineData("unknown format 'x'", "preflight", "pid:1", "-o", "x")]
    public async Task A_wrong_line_is_told(string part, params string[] arguments)
    {
        CommandLineResult result = await CommandLine.RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains(part, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_possible_with_oneself_is_told_by_tier()
    {
        CommandLineResult result = await CommandLine.RunAsync("preflight", $"pid:{Environment.ProcessId}", "-o", "json");

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("\"same user\": \"yes\"", result.Output, StringComparison.Ordinal);
    }
}
