using System.CommandLine;
using System.Text;
using System.Text.Json;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Collectors;
using Sonde.Collectors.Session;
using Sonde.Collectors.Session.Targets;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde dump</c>.</summary>
internal sealed class DumpCommand : SondeCommand
{
    private static readonly FormatName[] Formats = [new("text", [".txt"]), new("json", [".json"])];

    private readonly Streams _streams;
    private readonly TargetArgument _target = new("dump", takesCommand: false, TargetGrammar.Local);
    private readonly Option<string?> _output =
        SondeOptions.Output("text (default) or json on stdout, or a file (.txt, .json)", Formats.Select(format => format.Name));
    private readonly Option<string?> _format = SondeOptions.Format([.. Formats.Select(format => format.Name)]);

    private readonly Option<bool> _locals = new("--locals", "-l")
    {
        Description = "Of Python: shows also the values of local variables, which may hold secrets: numbers, texts up to 160 characters, "
            + "of lists and the like how many items",
    };

    private readonly SymbolOptions _symbols = new();

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
        SetAction((result, interrupt) =>
        {
            using SymbolPlaces symbols = _symbols.Read(result, _streams, interrupt);
            return Task.FromResult((int)Run(Bind(result), symbols, interrupt));
        });
    }

    /// <inheritdoc/>
    public override string Synopsis => "TARGET [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections => [new("Target", TargetHelp.RunningRows)];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde dump pid:4711", "Every thread with its name, its state and its stack; deadlocks first."),
        new("sonde dump pid:4711 --locals", "Of Python: with the values of local variables."),
        new("sonde dump container:bad-app", "The same for all processes of a container, which needs no shell inside."),
        new("sonde dump pid:4711 -o json", "For a program: names, files and lines as JSON."),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> OverviewExamples => [.. Examples.Take(1)];

    /// <summary>Reads the options.</summary>
    public DumpOptions Bind(ParseResult result) =>
        new(_target.Read(result), OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats), result.GetValue(_locals));

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
        Write(options, time, dumps);
        return ExitCode.Done;
    }

    private void Write(DumpOptions options, DateTimeOffset time, IReadOnlyList<ProcessDump> dumps)
    {
        Action<TextWriter> write = options.Output.Format == "json"
            ? output => output.WriteLine(JsonSerializer.Serialize(
                StackDumpDocument.From(options.Target.Text, time, dumps), SondeJson.Indented.StackDumpDocument))
            : output => DumpText.Write(dumps, output, _streams.Width, options.Locals);
        if (options.Output.Path is not { } path)
        {
            write(_streams.Out);
            return;
        }

        OutputFile.Write(path, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            write(text);
        });
        _streams.WriteTalk($"wrote {path}");
    }
}
