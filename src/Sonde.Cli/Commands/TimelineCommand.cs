using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Timelines;
using Sonde.Diagnosis.Timelines.Rendering;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde timeline</c>.</summary>
internal sealed class TimelineCommand : SondeCommand
{
    private static readonly FormatName[] Formats =
        [.. TimelineFormats.All.Select(writer => new FormatName(writer.Name, writer.Extensions))];

    private static readonly string[] FormatNames = [.. Formats.Select(format => format.Name)];

    private readonly Streams _streams;
    private readonly Argument<string?> _target = new("TARGET") { Arity = ArgumentArity.ZeroOrOne };
    private readonly ClusterArguments _cluster = new();
    private readonly Option<string?> _since = new("--since") { HelpName = "TIME", Description = "Only what went on since then: 1h, 2d, 14:05, or a date and time in UTC" };
    private readonly Option<string?> _around = new("--around") { HelpName = "TIME", Description = "Only ten minutes before and after this time" };
    private readonly Option<string?> _output = SondeOptions.Output("A format's name prints that on stdout, a file name writes a file", FormatNames);
    private readonly Option<string?> _format = SondeOptions.Format(FormatNames);

    /// <summary>Creates the command.</summary>
    public TimelineCommand(Streams streams)
        : base("timeline", "What happened, and what went wrong first? Events, containers, rollouts, nodes and logs in one order.")
    {
        _streams = streams;
        Add(_target);
        foreach (Option option in (Option[])[.. _cluster.All, _since, _around, _output, _format])
            Add(option);
        SetAction(async (result, interrupt) => (int)await RunAsync(result, interrupt));
    }

    /// <inheritdoc/>
    public override string Synopsis => "[TARGET] [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Target", [("KIND/NAME", "Only what has to do with this object: deploy/cart, svc/cart, pod/cart-7gg2b, node/node-7")]),
        new("Formats", [.. TimelineFormats.All.Select(writer => (writer.Name, $"{writer.Description} ({string.Join(' ', writer.Extensions)})"))]),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde timeline --since 1h", "The last hour of the context's namespace; -A for all namespaces."),
        new("sonde timeline deploy/cart -n shop -f snapshot.tar.gz", "What happened to one Deployment, from a snapshot."),
        new("sonde timeline -f incident.txt --around 14:05", "Ten minutes before and after, from what somebody pasted of kubectl's output."),
        new("sonde timeline -f cluster/ -o timeline.html", "Lanes over time, to open in a browser."),
    ];

    private async Task<ExitCode> RunAsync(ParseResult result, CancellationToken interrupt)
    {
        ClusterOptions options = _cluster.Read(result);
        string? since = result.GetValue(_since), around = result.GetValue(_around);
        if (since is not null && around is not null)
            throw new UsageException("--since and --around exclude each other: a begin, or a middle");
        OutputChoice output = OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats);
        if (output.Path is { } path)
            OutputFile.EnsureWritable(path);
        ObjectTarget? target = result.GetValue(_target) is { } word ? ObjectTarget.Parse(word) : null;
        using ClusterPlace place = ClusterPlace.Open(options, _streams);
        Cluster cluster = await place.ReadClusterAsync(interrupt);
        DateTimeOffset? middle = around is null ? null : MomentText.Parse(around, cluster.Now, "--around");
        var filter = new TimelineFilter
        {
            Namespace = place.Namespace,
            Target = target?.Find(cluster, place.Namespace),
            From = since is null ? middle - MomentText.Around : MomentText.Parse(since, cluster.Now, "--since"),
            To = middle + MomentText.Around,
        };
        Write(TimelineBuilder.Build(cluster, filter), output);
        return ExitCode.Done;
    }

    private void Write(Timeline timeline, OutputChoice choice)
    {
        ITimelineWriter writer = TimelineFormats.Find(choice.Format ?? "text")!;
        var layout = new DiagnosisLayout(_streams.Width, choice.Path is null && _streams.OutUsesColour, "", VersionInfo.Number);
        TextOutput.Write(_streams, choice, output => writer.Write(timeline, output, layout));
    }
}
