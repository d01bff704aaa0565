using System.Globalization;
using System.Text.Json;
using Sonde.Cli.Commands;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;
using Sonde.Cli.Watching;
using Sonde.Inspection;
using Sonde.Places;
using Sonde.Places.Ephemeral;
using Sonde.Places.Pods;

namespace Sonde.Cli.Inspecting;

/// <summary><c>sonde inspect</c> of a pod: the same command looks from beside the container, and what the cluster knows is added.</summary>
internal sealed class PodInspection(Streams streams, PodOptions pods)
{
    private const string SignalLine = "SIGTERM";

    /// <summary>Inspects or watches.</summary>
    public async Task<ExitCode> RunAsync(InspectOptions options, CancellationToken interrupt)
    {
        using var runner = new PodCommandRunner(streams, pods);
        var output = new InspectionOutput(streams, options);
        if (pods.Target.Kind == PodTargetKind.Node)
        {
            NodePods known = await NodePods.ReadAsync(runner.Client, pods.Target.Name, interrupt);
            return await LookAsync(
                options, pods.Target.ToString(), _ => $"node {pods.Target.Name}",
                (target, stream, end) => runner.RunOnNodeAsync(target, stream, new PlaceTalk(streams), end),
                report => output.Write(NodeReport.Name(report, pods.Target.Name, known)), interrupt);
        }

        Pod pod = (await runner.FindAsync(interrupt))[0];
        PodContainer container = pod.Named(pods.Container);
        if (!container.IsRunning && !options.Watch)
        {
            output.Write(new InspectionReport(Title(pod, container), DateTimeOffset.UtcNow, null, [PodLifecycle.Section(pod, container, null)]));
            return ExitCode.Done;
        }

        return await LookAsync(
            options, $"pod {pod}", title => $"{Title(pod, container)}, {title}",
            (target, stream, end) => runner.RunAsync(pod, target, stream, new PlaceTalk(streams), AgentNeeds.OwnUser, end), report =>
            {
                InspectionLine? sigterm = report.Sections.SelectMany(section => section.Lines).FirstOrDefault(line => line.Name == SignalLine);
                output.Write(report with
                {
                    Title = $"{Title(pod, container)}, {report.Title}",
                    Sections = [PodLifecycle.Section(pod, container, sigterm), .. report.Sections],
                });
            }, interrupt);
    }

    /// <summary>Runs the command there: a watch is drawn here or passes through, a report is read.</summary>
    private async Task<ExitCode> LookAsync(
        InspectOptions options, string where, Func<string, string> title, Func<Func<string, IReadOnlyList<string>>, Stream, CancellationToken, Task<int>> run,
        Action<InspectionReport> write, CancellationToken interrupt)
    {
        if (options is { Watch: true, Output.Format: null } && streams.OutIsScreen && streams.InputIsTerminal)
            return await WatchAsync(options, title, run, interrupt);
        if (options.Watch)
            return (ExitCode)await run(target => Command(target, options), new PrintableStream(streams.Data), interrupt);
        using var content = new MemoryStream();
        int code = await run(target => Command(target, options), content, interrupt);
        if (content.Length > 0)
            write(Read(where, content.ToArray()));
        return (ExitCode)code;
    }

    private async Task<ExitCode> WatchAsync(
        InspectOptions options, Func<string, string> title, Func<Func<string, IReadOnlyList<string>>, Stream, CancellationToken, Task<int>> run, CancellationToken interrupt)
    {
        options = options with { Output = options.Output with { Format = "json" } };
        using var feed = new PodWatch((stream, end) => run(target => Command(target, options), stream, end), title);
        // Getting there takes a while and says what it does: the screen is taken when there is something to show.
        if (await feed.StartAsync(interrupt))
            await new WatchLoop(feed, streams, options.Target.Text).RunOnScreenAsync(interrupt);
        return (ExitCode)await feed.EndAndTellAsync();
    }

    /// <summary>The command line that looks there as was asked here.</summary>
    internal static IReadOnlyList<string> Command(string target, InspectOptions options)
    {
        List<string> words =
        [
            "inspect", target, options.Watch && options.Output.Format != "json" ? "--output=text" : "--output=json",
            string.Create(CultureInfo.InvariantCulture, $"--interval={options.Interval.TotalMilliseconds:0}ms"),
        ];
        if (options.EntryPoint is { } program)
            words.Add($"--entrypoint={program}");
        if (options.Watch)
        {
            words.Add("--watch");
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--rate={options.Rate}"));
            if (options.Duration is { } duration)
                words.Add(string.Create(CultureInfo.InvariantCulture, $"--duration={duration.TotalMilliseconds:0}ms"));
        }

        return words;
    }

    private static string Title(Pod pod, PodContainer container) => $"pod {pod}, container {container.Name}";

    private static InspectionReport Read(string where, byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, SondeJson.Indented.InspectionDocument)!.ToReport();
        }
        catch (JsonException e)
        {
            throw new PlaceException($"what came from {where} is no inspection; is the image one of Sonde {VersionInfo.Number}?", e);
        }
    }
}
