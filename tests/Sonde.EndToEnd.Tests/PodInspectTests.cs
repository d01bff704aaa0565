using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary><c>sonde inspect</c> of pods of a real cluster (<c>eng/cluster-test</c>).</summary>
[Trait("Needs", "cluster")]
public sealed class PodInspectTests
{
    /// <summary>Handles SIGTERM, and holds 20 MiB in a volume in memory.</summary>
    private const string Graceful =
        "import signal,sys,time\\nsignal.signal(signal.SIGTERM, lambda *a: sys.exit(0))\\nd=open('/scratch/data','wb'); d.write(b'x'*(20<<20)); d.flush()\\nwhile True: time.sleep(1)";

    private const string Scratch = """
        ,"volumeMounts":[{"name":"scratch","mountPath":"/scratch"}],"lifecycle":{"preStop":{"sleep":{"seconds":5}}}
        """;

    private const string ScratchVolume = """
        ,"terminationGracePeriodSeconds":20,"volumes":[{"name":"scratch","emptyDir":{"medium":"Memory","sizeLimit":"64Mi"}}]
        """;

    [Theory]
    [InlineData("ephemeral")]
    [InlineData("node")]
    public async Task A_pods_own_limits_are_seen_from_beside_it_and_from_the_node(string place)
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn", memory: ",\"memory\":\"96Mi\"");

        SondeResult result = SondeProgram.Run("inspect", "pod/burn", "-n", cluster.Namespace, "--place", place, "-i", "3s", "-o", "json");

        Assert.True(result.ExitCode == 0, result.ToString());
        using JsonDocument report = JsonDocument.Parse(result.Output);
        // The pod may use 200m, and wants a whole CPU.
        Assert.Equal(0.2, Number(report, "CPU", "quota", "quota"), 3);
        Assert.InRange(Number(report, "CPU", "throttled", "throttled", "interval"), 0.05, 1);
        Assert.Equal(96 << 20, Number(report, "Memory", "working set", "limit"));
        Assert.Equal(0, Number(report, "Memory", "OOM kills", "oomKills"));
        Assert.DoesNotContain("sonde (pid", result.Output, StringComparison.Ordinal);
        Assert.StartsWith($"pod {cluster.Namespace}/burn, container app", report.RootElement.Text("title"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hook_grace_period_and_handler_make_the_verdict_and_a_volume_in_memory_is_told()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("calm", program: Graceful, memory: ",\"memory\":\"96Mi\"", container: Scratch, pod: ScratchVolume);

        SondeResult result = SondeProgram.Run("inspect", "pod/calm", "-n", cluster.Namespace, "-i", "200ms", "-o", "json");

        Assert.True(result.ExitCode == 0, result.ToString());
        using JsonDocument report = JsonDocument.Parse(result.Output);
        JsonElement shutdown = Line(report, $"Pod {cluster.Namespace}/calm, container app", "shutdown", "now");
        Assert.Equal(
            ("ok", "grace period 20 s, preStop sleeps 5 s", "SIGTERM is handled: it has 15 s to end gracefully after the hook"),
            (shutdown.Text("judgement"), shutdown.Text("text"), shutdown.Text("reason")));
        Assert.Equal(20 << 20, Number(report, "Memory", "memory volume", "used"));
    }

    [Fact]
    public async Task A_watch_of_a_pod_ends_by_itself_and_says_what_to_request()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        await cluster.StartAsync("burn", memory: ",\"memory\":\"96Mi\"");

        SondeResult result = SondeProgram.Run("inspect", "pod/burn", "-n", cluster.Namespace, "--watch", "--duration", "3s", "-o", "json");

        Assert.True(result.ExitCode == 0, result.ToString());
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using JsonDocument last = JsonDocument.Parse(lines[^1]);
        Assert.True(last.RootElement.IsTrue("isLast"));
        Assert.Equal(96 << 20, last.RootElement.Object("memory")!.Value.Number("limit"));
        Assert.NotEmpty(last.RootElement.Items("advice"));
    }

    [Fact]
    public async Task A_watch_that_is_ended_or_killed_leaves_only_a_finished_container()
    {
        await using PodCluster cluster = await PodCluster.CreateAsync();
        foreach ((string pod, int signal) in new[] { ("burn-1", Signals.Interrupt), ("burn-2", Signals.Kill) })
        {
            await cluster.StartAsync(pod);
            using RunningProgram sonde = SondeProgram.Start("inspect", $"pod/{pod}", "-n", cluster.Namespace, "--watch", "-i", "500ms");
            await Task.Run(() => Eventually.True(() => sonde.Output.Count > 1, "the watch tells", TimeSpan.FromMinutes(2)), TestContext.Current.CancellationToken);
            Signals.Send(sonde.Id, signal);
            await sonde.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        foreach (string pod in new[] { "burn-1", "burn-2" })
        {
            await cluster.EventuallyAsync(pod, one =>
                one.Object("status")!.Value.Items("ephemeralContainerStatuses").All(agent => agent.Object("state")?.Object("terminated") is not null)
                && one.Object("status")!.Value.Items("containerStatuses").Single() is var app && app.Number("restartCount") == 0);
        }
    }

    private static JsonElement Line(JsonDocument report, string section, string name, string span) => report.RootElement.Items("sections")
        .Single(one => one.Text("title") == section).Items("lines").First(one => one.Text("name") == name && one.Text("span") == span);

    private static double Number(JsonDocument report, string section, string name, string measure, string? span = null) => report.RootElement.Items("sections")
        .Single(one => one.Text("title") == section).Items("lines").First(one => one.Text("name") == name && (span is null || one.Text("span") == span))
        .Items("measures").Single(one => one.Text("name") == measure).GetProperty("value").GetDouble();
}
