using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Linux.Symbols;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde convert</c>.</summary>
internal sealed class ConvertCommand : ProfileFileCommand
{
    private readonly Option<string?> _output = SondeOptions.Output(
        "A file name writes a file, a format's name prints that on stdout; - is stdout", ProfileOutput.FormatNames);
    private readonly Option<string?> _from = new("--from") { HelpName = "FORMAT", Description = "Format of the inputs, when their content does not tell it" };
    private readonly Option<string?> _to = new("--to") { HelpName = "FORMAT", Description = "Format of the result, when the file name's extension does not tell it" };
    private readonly Option<bool> _annotate = new("--annotate") { Description = "In collapsed stacks: marks kernel _[k], just-in-time compiled _[j] and inlined _[i] frames" };
    private readonly Option<bool> _threads = new("--threads") { Description = "In collapsed stacks: puts the thread before each stack" };

    /// <summary>Creates the command.</summary>
    public ConvertCommand(Streams streams)
        : base(streams, "convert", "How do I open this elsewhere? Turns profiles into another format, and merges several into one.", "IN")
    {
        _from.CompletionSources.Add(ReaderNames);
        _to.CompletionSources.Add([.. ProfileOutput.FormatNames]);
        AddOptions(_output, _from, _to, _annotate, _threads);
    }

    /// <inheritdoc/>
    public override string Synopsis => "IN... -o OUT [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
    [
        new("Formats that are read, recognised by their content",
            [.. LocalFormats.All.Readers.Select(reader => (reader.Name, reader.Description))]),
        new("Formats that are written", ProfileOutput.FormatRows),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde convert profile.pb.gz -o profile.speedscope.json", "For speedscope, from pprof."),
        new("sonde convert perf.data -o flame.html --debug-dir ./debug", "A recording made elsewhere, with the debug files it needs."),
        new("sonde convert a.pb.gz b.pb.gz -o both.pb.gz", "Two profiles merged into one."),
        new("sonde convert out.folded -o flame.html", "A flame graph from collapsed stacks."),
        new("sonde convert app.cpuprofile -o collapsed --focus parse", "Only stacks with 'parse' in them, on stdout."),
    ];

    private static string[] ReaderNames => [.. LocalFormats.All.Readers.Select(reader => reader.Name)];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    private ConvertOptions Bind(ParseResult result)
    {
        IReadOnlyList<string> inputs = Inputs.Read(result);
        string? from = result.GetValue(_from);
        if (from is not null && LocalFormats.All.FindReader(from) is null)
            throw new UsageException($"--from: unknown format '{from}': use {UsageErrors.Alternatives(ReaderNames)}");
        string? output = result.GetValue(_output), to = result.GetValue(_to);
        if (output is null && to is null)
            throw new UsageException("-o is missing: name a file, or a format to print on stdout");
        var choice = OutputChoice.Parse(output, to, ProfileOutput.Formats);
        if (choice.Format is null)
            throw new UsageException("-o - tells no format: add --to");
        return new ConvertOptions(
            inputs, from, choice, View.Bind(result, prune: false), result.GetValue(_annotate), result.GetValue(_threads));
    }

    /// <inheritdoc/>
    protected override ExitCode Run(ParseResult result, SymbolPlaces symbols)
    {
        ConvertOptions options = Bind(result);
        options.Output.RefuseBinaryOnTerminal(Streams.OutIsTerminal, ProfileOutput.Formats);
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        FilterResult read = Read(options.Inputs, options.View, symbols, options.From);
        WriteOptions write = options.View.WriteOptions(read, Streams.Width) with
        {
            Annotate = options.Annotate,
            ThreadFrames = options.Threads,
        };
        new ProfileOutput(Streams).Convert(read.Profile, options.Output, write);
        return ExitCode.Done;
    }
}
