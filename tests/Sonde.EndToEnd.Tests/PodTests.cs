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
        Assert.Contains("as user 1234 without capabilities: the target's own user may see it", profile.Error, StringComparison.Ordinal);
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
    public async Task Where_Pod_Security_is_strict_the_targets_own_user_looks(string level)
    {
        await using PodCluster cluster = await PodCluster.CreateAsync(level);
        await cluster.StartAsync("burn");

        SondeResult result = SondeProgram.Run("profile", "pod/burn", "-n", cluster.Namespace, "-d", "2s", "-o", "collapsed");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("hot", result.Output, StringComparison.Ordinal);
        Assert.Contains("as user 1234 without capabilities: the target's own user may see it", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_rights_are_taken_when_they_are_needed_and_the_reason_is_said()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn");

        SondeResult result = SondeProgram.Run("profile", "pod/burn", "-n", cluster.Namespace, "-d", "1s", "--kernel", "-o", "collapsed");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("as root with SYS_PTRACE and PERFMON: --kernel needs it", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_ten_pods_the_one_that_differs_is_named()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => cluster.StartAsync(
            $"burn-{i}", """{"app":"burn"}""", i == 7 ? PodCluster.Different : PodCluster.Usual)));

        SondeResult result = SondeProgram.Run(
            "profile", "-l", "app=burn", "-n", cluster.Namespace, "--pods", "all", "-d", "20s", "-r", "199");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.True(result.Output.Contains("pod burn-7 differs from the 9 others: ", StringComparison.Ordinal), result.ToString());
        Assert.Contains("legacy", result.Output.Split('\n').First(line => line.Contains("differs", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_fails_is_told_and_the_others_go_on()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn-1", """{"app":"burn"}""");
        // The whole pod may use less than Sonde needs beside its program.
        await cluster.StartAsync("burn-2", """{"app":"burn"}""", memory: ",\"memory\":\"16Mi\"");

        SondeResult result = SondeProgram.Run("profile", "-l", "app=burn", "-n", cluster.Namespace, "--pods", "all", "-d", "2s", "-o", "json");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("burn-2: not sampled: the pod has ", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 2 pods were sampled", result.Error, StringComparison.Ordinal);
        Assert.Contains("burn-1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_is_20_MB_below_its_limit_is_sampled_and_nothing_in_it_is_killed()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        // The interpreter takes 4 MiB: 20 MB are left of 64 MiB.
        await cluster.StartAsync("tight", program: PodCluster.Holding(41), memory: ",\"memory\":\"64Mi\"");

        SondeResult result = SondeProgram.Run("profile", "pod/tight", "-n", cluster.Namespace, "-d", "3s", "-o", "collapsed");

        Assert.Equal(0, await cluster.OomKillsAsync("tight"));
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("hot", result.Output, StringComparison.Ordinal);
        await cluster.EventuallyAsync("tight", pod => pod.Object("status")!.Value.Items("containerStatuses").Single().Number("restartCount") == 0);
    }

    [Fact]
    public async Task A_node_agent_samples_without_adding_anything_and_is_gone_when_it_is_uninstalled()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn");
        SondeResult tried = SondeProgram.Run("install", "--dry-run");
        SondeResult made = SondeProgram.Run("install");
        try
        {
            SondeResult pod = SondeProgram.Run("profile", "pod/burn", "-n", cluster.Namespace, "-d", "1s", "-o", "collapsed");
            JsonElement[] added = await cluster.EventuallyAsync("burn", _ => true);
            string node = pod.Error.Split("using the node agent ")[^1].Split(" on ")[^1].Split(':')[0];
            SondeResult whole = SondeProgram.Run("profile", $"node/{node}", "-d", "1s", "-o", "json");

            Assert.True(tried.ExitCode == 0, tried.ToString());
            Assert.True(made.ExitCode == 0, made.ToString());
            Assert.True(pod.ExitCode == 0, pod.ToString());
            Assert.Contains("hot", pod.Output, StringComparison.Ordinal);
            Assert.Empty(added);
            Assert.True(whole.ExitCode == 0, whole.ToString());
            Assert.Contains("no pod is made", whole.Error, StringComparison.Ordinal);
        }
        finally
        {
            SondeResult gone = SondeProgram.Run("uninstall");
            Assert.True(gone.ExitCode == 0, gone.ToString());
        }
    }

    [Fact]
    public async Task Without_a_node_agent_a_pod_on_the_node_does_the_same_and_is_removed()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn");

        SondeResult result = SondeProgram.Run("profile", "pod/burn", "-n", cluster.Namespace, "--place", "node", "-d", "1s", "-o", "collapsed");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("hot", result.Output, StringComparison.Ordinal);
        Assert.Contains("which is removed afterwards", result.Error, StringComparison.Ordinal);
        Assert.Empty(await cluster.EventuallyAsync("burn", _ => true));
        Assert.Equal(["burn"], await cluster.PodsAsync());
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
    public async Task A_client_that_ends_at_any_stage_leaves_only_a_finished_container()
    {
        // Until the program says this; nothing at all means at once.
        string?[] stages = [null, "adding an ephemeral container", "attached to", "sampling process", "samples in"];
        int[] signals = [Signals.Interrupt, Signals.Kill];
        (string? Stage, int Signal)[] ends = [.. stages.SelectMany(stage => signals.Select(signal => (stage, signal)))];
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await Task.WhenAll(ends.Index().Select(async end =>
        {
            string pod = $"burn-{end.Index}";
            await cluster.StartAsync(pod);
            using RunningProgram sonde = SondeProgram.Start(
                "profile", $"pod/{pod}", "-n", cluster.Namespace, "-d", end.Item.Stage == "samples in" ? "1s" : "10m");
            if (end.Item.Stage is { } stage)
                await Task.Run(() => Eventually.True(() => sonde.Errors.Any(line => line.Contains(stage, StringComparison.Ordinal)), $"{stage}: {string.Join(" | ", sonde.Errors)}", TimeSpan.FromMinutes(4)));
            Signals.Send(sonde.Id, end.Item.Signal);
            await sonde.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }));

        // The agents go only once the commands are gone: ten minutes of sampling have not passed.
        foreach (int i in Enumerable.Range(0, ends.Length))
        {
            JsonElement[] agents = await cluster.EventuallyAsync($"burn-{i}", pod =>
                pod.Object("spec")!.Value.Items("ephemeralContainers").Count() == pod.Object("status")!.Value.Items("ephemeralContainerStatuses").Count()
                && pod.Object("status")!.Value.Items("ephemeralContainerStatuses").All(one => one.Object("state")?.Object("terminated") is not null)
                && pod.Object("status")!.Value.Items("containerStatuses").Single() is var app && app.Number("restartCount") == 0 && app.IsTrue("ready"));
            Assert.InRange(agents.Length, ends[i].Stage is null or "adding an ephemeral container" ? 0 : 1, 1);
            Assert.All(agents, agent => Assert.Equal(0, agent.Object("state")!.Value.Object("terminated")!.Value.Number("exitCode")));
        }
    }
}
