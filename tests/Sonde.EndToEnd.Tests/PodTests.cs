using System.Diagnostics;
using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>Pods of a real cluster, through ephemeral containers (<c>eng/cluster-test</c>).</summary>
[Trait("Needs", "cluster")]
public sealed class PodTests
{
    [Fact]
    public async Task A_pod_without_a_shell_is_profiled_and_nothing_stands_in_a_log()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn");

        SondeResult profile = SondeProgram.Run("profile", "pod/burn", "-n", cluster.Namespace, "-d", "2s", "-o", "collapsed");
        SondeResult dump = SondeProgram.Run("dump", "pod/burn", "-n", cluster.Namespace, "-o", "json");
        SondeResult top = SondeProgram.Run("top", "pod/burn", "-n", cluster.Namespace, "--count", "1");

        Assert.True(profile.ExitCode == 0, profile.ToString());
        Assert.Contains("hot", profile.Output, StringComparison.Ordinal);
        Assert.Contains("as root with SYS_PTRACE and PERFMON", profile.Error, StringComparison.Ordinal);
        Assert.True(dump.ExitCode == 0, dump.ToString());
        Assert.Equal("pod/burn", JsonDocument.Parse(dump.Output).RootElement.Text("target"));
        Assert.Contains("using the agent sonde-", dump.Error, StringComparison.Ordinal);
        Assert.True(top.ExitCode == 0, top.ToString());
        Assert.Contains("hot", top.Output, StringComparison.Ordinal);
        JsonElement agent = Assert.Single(await cluster.EventuallyAsync("burn", _ => true));
        Assert.Equal("", await cluster.LogAsync("burn", agent.Text("name")!));
        Assert.Equal("", await cluster.LogAsync("burn", "app"));
    }

    [Theory]
    [InlineData("baseline")]
    [InlineData("restricted")]
    public async Task Where_Pod_Security_is_strict_the_targets_own_user_looks_and_says_why(string level)
    {
        await using PodCluster cluster = await PodCluster.CreateAsync(level);
        await cluster.StartAsync("burn");

        SondeResult result = SondeProgram.Run("profile", "pod/burn", "-n", cluster.Namespace, "-d", "2s", "-o", "collapsed");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("hot", result.Output, StringComparison.Ordinal);
        Assert.Contains($"Pod Security level '{level}' refuses it", result.Error, StringComparison.Ordinal);
        Assert.Contains("trying as user 1234 without capabilities", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_pods_are_merged_and_keep_their_names()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn-1", """{"app":"burn"}""");
        await cluster.StartAsync("burn-2", """{"app":"burn"}""");
        await cluster.PostAsync(
            $"/api/v1/namespaces/{cluster.Namespace}/services",
            """{"metadata":{"name":"burn"},"spec":{"selector":{"app":"burn"},"ports":[{"port":80}]}}""");

        SondeResult result = SondeProgram.Run(
            "profile", "svc/burn", "-n", cluster.Namespace, "--pods", "all", "-d", "2s", "-o", "json");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("burn-1", result.Output, StringComparison.Ordinal);
        Assert.Contains("burn-2", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_is_killed_leaves_only_a_finished_container()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn");
        using (RunningProgram sonde = SondeProgram.Start("profile", "pod/burn", "-n", cluster.Namespace, "-d", "10m"))
        {
            await cluster.EventuallyAsync("burn", pod =>
                pod.Object("status")!.Value.Items("ephemeralContainerStatuses").Any(one => one.Object("state")?.Object("running") is not null));
            await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
            using Process process = Process.GetProcessById(sonde.Id);
            process.Kill();
        }

        // The agent goes only once the command is gone: ten minutes of sampling have not passed.
        JsonElement[] agents = await cluster.EventuallyAsync("burn", pod =>
            pod.Object("status")!.Value.Items("ephemeralContainerStatuses").All(one => one.Object("state")?.Object("terminated") is not null));

        Assert.Equal(0, Assert.Single(agents).Object("state")!.Value.Object("terminated")!.Value.Number("exitCode"));
    }
}
