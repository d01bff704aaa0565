using System.CommandLine;
using System.Text.RegularExpressions;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Linux.Symbols;
using Sonde.Profiles.Analysis;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde report</c>.</summary>
internal sealed class ReportCommand : ProfileFileCommand
{
    private static readonly FormatName[] Formats = [new("text", [".txt"]), new("json", [".json"])];

    private readonly Option<bool> _tree = new("--tree") { Description = "Each function with its callers and callees" };
    private readonly Option<Regex?> _peek = ProfileViewOptions.Expression("--peek", "Functions that match, with all their callers and callees");
    private readonly Option<Regex?> _list = ProfileViewOptions.Expression("--list", "Functions that match, line by line, with their source where it is found");
    private readonly Option<string[]> _sources = new("--source")
    {
        HelpName = "DIR",
        Description = "For --list: where source files are, when they are not where the profile says; may be repeated",
    };
    private readonly Option<string?> _output =
        SondeOptions.Output("text (default) or json on stdout, or a file (.txt, .json)", Formats.Select(format => format.Name));
    private readonly Option<string?> _format = SondeOptions.Format([.. Formats.Select(format => format.Name)]);

    /// <summary>Creates the command.</summary>
    public ReportCommand(Streams streams)
        : base(streams, "report", "Which functions cost most, who calls them, and in which lines? Reads a profile.", "FILE")
    {
        AddOptions(_tree, _peek, _list, _sources, _output, _format);
    }

    /// <inheritdoc/>
    public override string Synopsis => "FILE... [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde report profile.pb.gz", "The functions with the greatest self value."),
        new("sonde report profile.pb.gz --cum --focus handle_request", "What request handling costs, by total."),
        new("sonde report profile.pb.gz --peek 'malloc|free'", "Who allocates?"),
        new("sonde report profile.pb.gz --list '^slow_checksum$'", "What each line of a function costs."),
    ];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    private ReportOptions Bind(ParseResult result)
    {
        bool tree = result.GetValue(_tree);
        Regex? peek = result.GetValue(_peek), list = result.GetValue(_list);
        if ((tree ? 1 : 0) + (peek is null ? 0 : 1) + (list is null ? 0 : 1) > 1)
            throw new UsageException("--tree, --peek and --list exclude each other");
        string[] sources = result.GetValue(_sources) ?? [];
        if (Array.Find(sources, folder => !Directory.Exists(folder)) is { } missing)
            throw new UsageException($"--source: there is no folder {missing}");
        return new ReportOptions(
            Inputs.Read(result),
            OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats),
            tree, peek, list, sources, View.Bind(result, prune: true));
    }

    /// <inheritdoc/>
    protected override ExitCode Run(ParseResult result, SymbolPlaces symbols)
    {
        ReportOptions options = Bind(result);
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        FilterResult read = Read(options.Inputs, options.View, symbols);
        var report = new ProfileReport(options, read, Streams.Width);
        Action<TextWriter> write = options.Output.Format == "json" ? report.WriteJson : report.WriteText;
        TextOutput.Write(Streams, options.Output, write);
        return ExitCode.Done;
    }
}
