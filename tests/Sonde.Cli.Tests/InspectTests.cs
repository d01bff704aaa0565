using System.Text.Json;
using Sonde.Cli.Commands;
using Sonde.Cli.Inspecting;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Cli.Watching;
using Sonde.Inspection;
using Sonde.Inspection.Watching;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;
using Sonde.Places.Pods;

namespace Sonde.Cli.Tests;

/// <summary>What <c>sonde inspect</c> draws, takes and asks of pods.</summary>
public sealed class InspectTests
{
    private const long Mebibyte = 1 << 20;
    private const int Width = 80, Height = 24;

    private static readonly WatchReport Report = new()
    {
        Title = "container shop/cart",
        Start = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
        Elapsed = TimeSpan.FromSeconds(42.5),
        Columns =
        [
            .. Enumerable.Range(1, 42).Select(i => new WatchColumn(
                TimeSpan.FromSeconds(i), 128 * Mebibyte, (i == 33 ? 412 : 131) * Mebibyte, 0.2 + (0.01 * (i % 7)), i % 5 == 0 ? 0.1 : 0, 0, i * 10_000)),
        ],
        Needed = 131 * Mebibyte,
        Current = 140 * Mebibyte,
        Parts = new MemoryParts(110 * Mebibyte, 20 * Mebibyte, 0, 3 * Mebibyte, 9 * Mebibyte),
        Limit = 512 * Mebibyte,
        MedianNeeded = 130 * Mebibyte,
        P95Needed = 133 * Mebibyte,
        Peak = new MemoryPeak(
            TimeSpan.FromSeconds(32.42), 412 * Mebibyte, 130 * Mebibyte, new MemoryParts(281 * Mebibyte, Mebibyte, 0, 0, 0), new ProcessId(4711), "python3", 281 * Mebibyte),
        Trend = new MemoryTrend(MemoryShape.Spikes, 0, "above 271 MiB in only 0.4 % of the readings, and it came back each time: spikes, not a leak"),
        Quota = 0.5,
        CpuP95 = 0.26,
        CpuMost = 0.48,
        Throttled = 0.02,
        ProcessCount = 2,
        Processes = [new WatchedProcess(new ProcessId(4711), "python3", 120 * Mebibyte, 400 * Mebibyte, 0.2), new WatchedProcess(new ProcessId(4712), "worker", 9 * Mebibyte, 9 * Mebibyte, 0.01)],
        Readings = 4217,
        LongestGap = TimeSpan.FromMilliseconds(14),
        OwnCpus = 0.008,
        Advice =
        [
            new ResourceAdvice("memory", "136Mi", "496Mi", "95 % of 4,217 readings needed 133 MiB or less; the peak was 412 MiB, and 20 % are added to it"),
            new ResourceAdvice("cpu", "260m", "500m", "95 % of the intervals used 0.26 CPUs or less, the busiest tenth of a second 0.48; the limit never held it back"),
        ],
    };

    [Theory]
    [InlineData("screen", "")]
    [InlineData("by-cpu", "t")]
    [InlineData("help", "?")]
    [InlineData("paused", "p")]
    public void The_screen_of_a_watch_is_as_recorded(string name, string keys)
    {
        WatchView view = new();
        foreach (char key in keys)
            view = WatchKeys.Apply(view, new ConsoleKeyInfo(key, default, false, false, false), 5)!;
        IReadOnlyList<string> lines = new WatchScreen(colour: false).Draw(Report, view, Width, Height);
        Assert.Equal(Height, lines.Count);
        Assert.All(lines, line => Assert.True(line.Length <= Width, line));
        Golden.Equal($"watch-{name}.txt", string.Join('\n', lines) + "\n");
    }

    [Fact]
    public void A_watch_fits_any_screen_and_ends_with_q()
    {
        foreach (int width in (int[])[20, 40, 79, 200])
        {
            foreach (int height in (int[])[6, 7, 24, 60])
                Assert.Equal(height, new WatchScreen(colour: false).Draw(Report, new WatchView(), width, height).Count);
        }

        Assert.Null(WatchKeys.Apply(new WatchView(), new ConsoleKeyInfo('q', default, false, false, false), 5));
    }

    [Fact]
    public void The_first_line_says_how_high_when_what_grew_and_in_which_process() => Assert.Equal(
        "Memory spike: 412 MiB at 12:00:32.42, 282 MiB more than usual, of it anonymous 281 MiB, in python3 (pid 4711), 80 % of the limit", Report.Answer);

    [Theory]
    [InlineData("▁▄█", 1, 2, 4)]
    [InlineData(" ▂█", 0, 1, 4)]
    public void Bars_are_as_high_as_their_values(string expected, params int[] values)
    {
        Assert.Equal(expected, Sparkline.Draw([.. values.Select(value => value == 1 && values[0] == 1 ? (double?)0.4 : value)], 3, 4));
        Assert.Equal("  " + expected, Sparkline.Draw([null, null, .. values.Select(value => value == 1 && values[0] == 1 ? (double?)0.4 : value)], 5, 4));
    }

    [Theory]
    [InlineData("--duration and --rate go with --watch", "inspect", "pid:1", "--duration", "5s")]
    [InlineData("--rate: 500 is no rate", "inspect", "pid:1", "--watch", "--rate", "500")]
    [InlineData("--watch prints as it goes: write '-o json > a.json'", "inspect", "pid:1", "--watch", "-o", "a.json")]
    [InlineData("image:x.tar does not run", "inspect", "image:x.tar", "--watch")]
    [InlineData("--namespace goes with pods only", "inspect", "pid:1", "-n", "shop")]
    public async Task What_does_not_go_together_is_said(string expected, params string[] arguments) =>
        Assert.StartsWith(expected, await CommandLine.ErrorAsync(ExitCode.Usage, arguments), StringComparison.Ordinal);

    [Fact]
    public async Task A_folder_without_a_command_asks_for_one() => Assert.EndsWith(
        "does not say which program it starts: name one with --entrypoint", await CommandLine.ErrorAsync(ExitCode.Failed, "inspect", "root:/proc"), StringComparison.Ordinal);

    [Fact]
    public void A_pod_is_inspected_there_as_was_asked_here()
    {
        using var streams = new Streams(Stream.Null, TextWriter.Null);
        var command = new InspectCommand(streams);
        Assert.Equal(["inspect", "pid:1", "--output=json", "--interval=2000ms"], PodInspection.Command("pid:1", command.Bind(command.Parse(["pod/cart-1", "-i", "2s"]))));
        Assert.Equal(
            ["inspect", "pid:1", "--output=text", "--interval=1000ms", "--watch", "--rate=20", "--duration=60000ms"],
            PodInspection.Command("pid:1", command.Bind(command.Parse(["pod/cart-1", "--watch", "-r", "20", "-d", "1m"]))));
    }

    [Fact]
    public void What_comes_back_from_a_pod_is_the_same_screen()
    {
        var report = new InspectionReport("process 1 (app)", DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1),
        [
            new SectionReport("CPU", [new InspectionLine
            {
                Name = "throttled", Text = "in 38 %", Reason = "over 5 %", Span = LineSpan.Interval, Judgement = Judgement.Bad, Answer = "CPU-starved", Weight = 80,
                Measures = [new("throttled", 0.38, "ratio")],
            }, new InspectionLine { Name = "used", Text = "1 s", Span = LineSpan.Lifetime, Depth = 1 }], ["something"]),
        ]);
        InspectionReport back = InspectionDocument.From("pid:1", report).ToReport();
        Assert.Equal("CPU-starved", back.Answer);
        Assert.Equal(
            new InspectionText(100, colour: false).Draw(report), new InspectionText(100, colour: false).Draw(back));
    }

    [Fact]
    public void A_watch_in_a_pod_is_drawn_as_one_here()
    {
        WatchReport? back = null;
        for (int i = 1; i <= Report.Columns.Count; i++)
        {
            WatchReport then = Report with { Columns = [.. Report.Columns.Take(i)], Elapsed = i < Report.Columns.Count ? Report.Columns[i - 1].At : Report.Elapsed };
            back = WatchDocument.From("pid:1", then, isLast: false).After(back, title => title);
        }

        Assert.Equal(Report.Answer, back!.Answer);
        var screen = new WatchScreen(colour: false);
        Assert.Equal(screen.Draw(Report, new WatchView(), 140, 40), screen.Draw(back, new WatchView(), 140, 40));
        Assert.Equal(screen.Print(Report, Width, 10), screen.Print(back, Width, 10));
    }

    [Fact]
    public void A_node_knows_containers_by_IDs_and_the_cluster_names_them()
    {
        using JsonDocument json = JsonDocument.Parse("""
            {"metadata":{"name":"cart-1","namespace":"shop","uid":"ef6b130a-328e-46c4-80cc-440ca9129a16"},
             "status":{"containerStatuses":[{"name":"app","containerID":"containerd://0a36f4b27edb11112222"},{"name":"waits"}]}}
            """);
        NodePods pods = NodePods.Of([json.RootElement]);
        InspectionLine[] lines =
        [
            new() { Name = "0a36f4b27edb", Text = "1 CPU" },
            new() { Name = "20a95af4b26b", Text = "0 CPUs" },
            new() { Name = "OOM kill", Text = "8 times in podef6b130a-328e-46c4-80cc-440ca9129a16, last tail (pid 8434) 48 s ago" },
            new() { Name = "OOM kill", Text = "1 time in kubepods-podef6b130a_328e_46c4_80cc_440ca9129a16.slice, last tail" },
        ];
        InspectionReport report = NodeReport.Name(
            new InspectionReport("host sonde-node-cce70", DateTimeOffset.UnixEpoch, null, [new SectionReport("Containers", lines, [])]), "node-1", pods);
        Assert.Equal("node node-1", report.Title);
        Assert.Equal(["shop/cart-1/app", "20a95af4b26b", "OOM kill", "OOM kill"], report.Sections[0].Lines.Select(line => line.Name));
        Assert.Equal(
            ["8 times in pod shop/cart-1, last tail (pid 8434) 48 s ago", "1 time in pod shop/cart-1, last tail"], report.Sections[0].Lines.Skip(2).Select(line => line.Text));
    }

    [Fact]
    public void A_restart_for_memory_is_the_answer_and_a_hook_may_leave_no_time()
    {
        var container = new PodContainer("app", null, null, true, "abc")
        {
            Restarts = 7,
            LastExit = new ContainerExit(137, "OOMKilled", "", new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), new(2026, 11, 21, 12, 1, 30, TimeSpan.Zero)),
            PreStop = "sleeps 30 s",
            PreStopSleepSeconds = 30,
        };
        var pod = new Pod("shop", "cart-1", "node-1", "Running", true, false, false, [container], [], "");
        SectionReport section = PodLifecycle.Section(pod, container, Sigterm(handled: true, Judgement.Ok));
        var report = new InspectionReport("pod", DateTimeOffset.UnixEpoch, null, [section]);
        Assert.Equal("Killed for memory: the last run reached its limit (7 restarts) (and 2 more below)", report.Answer);
        InspectionLine exit = section.Lines.Single(line => line.Name == "last exit");
        Assert.Equal("exit code 137 (SIGKILL, killed), OOMKilled, 2026-11-21 12:01:30 UTC after 90 s", exit.Text);
        InspectionLine shutdown = section.Lines.Single(line => line.Name == "shutdown");
        Assert.Equal((Judgement.Bad, "grace period 30 s, preStop sleeps 30 s"), (shutdown.Judgement, shutdown.Text));
        Assert.Equal(Judgement.Bad, Shutdown(pod, container with { PreStopSleepSeconds = null }, Sigterm(handled: false, Judgement.Bad)).Judgement);
        Assert.Equal(Judgement.Warn, Shutdown(pod, container with { PreStopSleepSeconds = null }, Sigterm(handled: false, Judgement.Warn)).Judgement);
        InspectionLine enough = Shutdown(pod, container with { PreStopSleepSeconds = 5 }, Sigterm(handled: true, Judgement.Ok));
        Assert.Equal((Judgement.Ok, "SIGTERM is handled: it has 25 s to end gracefully after the hook"), (enough.Judgement, enough.Reason));
        Assert.Equal(
            "the hook sleeps 45 s of 30 s: there is no time left for SIGTERM",
            Shutdown(pod, container with { PreStopSleepSeconds = null, PreStopCommand = ["sh", "-c", "sleep 45"] }, Sigterm(handled: true, Judgement.Ok)).Reason);
        Assert.Contains(section.Lines, line => line.Text == "runs, but is not ready");
        Assert.DoesNotContain(PodLifecycle.Section(pod, container with { IsReady = true }, null).Lines, line => line.Name == "state");
    }

    [Theory]
    [InlineData(137, "", "nobody says for memory")]
    [InlineData(137, "OOMKilled", "at its memory limit")]
    [InlineData(143, "Error", "asked to end")]
    [InlineData(127, "StartError", "not in the image")]
    [InlineData(126, "", "not executable")]
    [InlineData(139, "", "wrong memory access")]
    public void Exit_codes_have_their_causes(int code, string reason, string expected) =>
        Assert.Contains(expected, ExitWords.Cause(code, reason), StringComparison.Ordinal);

    private static InspectionLine Shutdown(Pod pod, PodContainer container, InspectionLine sigterm) =>
        PodLifecycle.Section(pod, container, sigterm).Lines.Single(line => line.Name == "shutdown");

    private static InspectionLine Sigterm(bool handled, Judgement judgement) =>
        new() { Name = "SIGTERM", Text = "", Judgement = judgement, Measures = [new("handled", handled ? 1 : 0, "count")] };
}
