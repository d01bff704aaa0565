using System.CommandLine;
using System.Text;
using System.Text.Json;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Pods;
using Sonde.Cli.Terminal;
using Sonde.Collectors;
using Sonde.Collectors.Session;
using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;
using Sonde.Places;
using Sonde.Places.Ephemeral;
using Sonde.Places.Pods;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde dump</c>.</summary>
internal sealed class DumpCommand : SondeCommand
{
    private static readonly FormatName[] Formats = [new("text", [".txt"]), new("json", [".json"])];

    private readonly Streams _streams;
    private readonly TargetArgument _target = new("dump", takesCommand: false, TargetForms.RunningAnywhere);
    private readonly Option<string?> _output =
        SondeOptions.Output("text (default) or json on stdout, or a file (.txt, .json)", Formats.Select(format => format.Name));
    private readonly Option<string?> _format = SondeOptions.Format([.. Formats.Select(format => format.Name)]);

    private readonly Option<bool> _locals = new("--locals")
    {
        Description = "Of Python: shows also the values of local variables, which may hold secrets: numbers, texts up to 160 characters, "
            + "of lists and the like how many items",
    };

    private readonly SymbolOptions _symbols = new();
    private readonly PodArguments _pods = new(takesSeveral: false);

    /// <summary>Creates the command.</summary>
    public DumpCommand(Streams streams)
        : base("dump", "What is it doing right now? One stack for each thread, without stopping the target.")
    {
        _streams = streams;
        Add(_target);
        Add(_output);
        Add(_format);
        Add(_locals);
        _symbols.AddTo(this);
        _pods.AddTo(this);
        SetAction(async (result, interrupt) =>
        {
            using SymbolPlaces symbols = _symbols.Read(result, _streams, interrupt);
            DumpOptions options = Bind(result);
            return (int)(_pods.Read(result, options.Target) is { } pods
                ? await RunInPodAsync(options, pods, symbols, interrupt)
                : Run(options, symbols, interrupt));
        });
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections => [new("Target", TargetHelp.RunningRows)];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_pods.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde dump pid:4711", "Every thread with its name, its state and its stack; deadlocks first."),
        new("sonde dump pid:4711 --locals", "Of Python: with the values of local variables."),
        new("sonde dump container:bad-app", "The same for all processes of a container, which needs no shell inside."),
        new("sonde dump pod/checkout-7d9 -n shop", "The same in a pod of a cluster, through an ephemeral container."),
        new("sonde dump pid:4711 -o json", "For a program: names, files and lines as JSON."),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> OverviewExamples => [.. Examples.Take(1)];

    /// <summary>Reads the options.</summary>
    public DumpOptions Bind(ParseResult result) =>
        new(_target.Read(result, _pods.Selected(result)), OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats), result.GetValue(_locals));

    private ExitCode Run(DumpOptions options, SymbolPlaces symbols, CancellationToken interrupt)
    {
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        var proc = new ProcFileSystem();
        using TargetProcesses processes = LocalPlace.Locators(proc).Locate(options.Target);
        DateTimeOffset time = DateTimeOffset.UtcNow;
        var session = new DumpSession(LocalPlace.Dumpers(proc, symbols, options.Locals));
        IReadOnlyList<ProcessDump> dumps = session.Run(processes, interrupt);
        foreach (string warning in session.Warnings.Concat(symbols.Server?.Problems ?? []))
            _streams.WriteTalk(warning);
        TextOutput.Write(_streams, options.Output, output =>
        {
            if (options.Output.Format == "json")
                output.WriteLine(Json(StackDumpDocument.From(options.Target.Text, time, dumps)));
            else
                DumpText.Write(dumps, output, _streams.Width, options.Locals);
        });
        return ExitCode.Done;
    }

    private async Task<ExitCode> RunInPodAsync(DumpOptions options, PodOptions pods, SymbolPlaces symbols, CancellationToken interrupt)
    {
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        symbols.RefuseFoldersFor(options.Target);
        bool isJson = options.Output.Format == "json";
        using var runner = new PodCommandRunner(_streams, pods);
        using var content = new MemoryStream();
        Pod pod = (await runner.FindAsync(interrupt))[0];
        int code = await runner.RunAsync(
            pod, target => ["dump", target, isJson ? "--output=json" : "--output=text", .. options.Locals ? (string[])["--locals"] : []], new PrintableStream(content), new PlaceTalk(_streams), AgentNeeds.OwnUser, interrupt);
        if (content.Length == 0)
            return (ExitCode)code;
        string text = Encoding.UTF8.GetString(content.ToArray());
        TextOutput.Write(_streams, options.Output, output => output.Write(isJson ? Json(ReadJson(pod, text) with { Target = options.Target.Text }) + "\n" : text));
        return (ExitCode)code;
    }

    private static StackDumpDocument ReadJson(Pod pod, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SondeJson.Indented.StackDumpDocument)!;
        }
        catch (JsonException e)
        {
            throw new PlaceException($"what came from pod {pod} is no dump; is the image one of Sonde {VersionInfo.Number}?", e);
        }
    }

    private static string Json(StackDumpDocument document) => JsonSerializer.Serialize(document, SondeJson.Indented.StackDumpDocument);
}
