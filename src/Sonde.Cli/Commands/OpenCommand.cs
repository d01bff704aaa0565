using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Input;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Linux.Symbols;
using Sonde.Profiles.Analysis;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde open</c>.</summary>
internal sealed class OpenCommand : SondeCommand
{
    private readonly Streams _streams;
    private readonly ProfileFilesArgument _inputs = new("FILE");
    private readonly Option<bool> _html = new("--html") { Description = "Writes a page to a temporary file, and shows it in the browser where there is one" };
    private readonly Option<bool> _text = new("--text") { Description = "Shows text in the terminal, also on a desktop" };
    private readonly ProfileViewOptions _view = new();
    private readonly SymbolOptions _symbols = new();

    /// <summary>Creates the command.</summary>
    public OpenCommand(Streams streams)
        : base("open", "What is in this file? Shows a profile: in the browser on a desktop, else in the terminal.")
    {
        _streams = streams;
        Add(_inputs);
        Add(_html);
        Add(_text);
        _view.AddTo(this);
        _symbols.AddTo(this);
        SetAction((result, interrupt) =>
        {
            using SymbolPlaces symbols = _symbols.Read(result, _streams, interrupt);
            return Task.FromResult((int)Run(Bind(result), symbols));
        });
    }

    /// <inheritdoc/>
    public override string Synopsis => "FILE... [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [_view.Group];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde open profile.pb.gz", "The hottest functions and a flame graph."),
        new("sonde open profile.pb.gz --html", "An interactive flame graph in the browser."),
        new("sonde open --text out.folded --focus parse", "Only stacks with 'parse' in them, as text."),
    ];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    public OpenOptions Bind(ParseResult result)
    {
        bool html = result.GetValue(_html), text = result.GetValue(_text);
        if (html && text)
            throw new UsageException("--html and --text exclude each other");
        return new OpenOptions(_inputs.Read(result), html ? true : text ? false : null, _view.Bind(result, prune: true));
    }

    private ExitCode Run(OpenOptions options, SymbolPlaces symbols)
    {
        FilterResult result = options.View.Apply(ProfileInput.Read(options.Inputs, symbols, _streams), _streams);
        bool onDesktop = _streams.OutIsTerminal && Desktop.HasDisplay;
        if (options.Html ?? onDesktop)
            ShowPage(options, result);
        else
            new ProfileSummary(_streams.Width, _streams.OutUsesColour).Write(result, options.View, _streams.Out, withFlameGraph: true);
        return ExitCode.Done;
    }

    private void ShowPage(OpenOptions options, FilterResult result)
    {
        string name = options.Inputs[0] == ProfileInput.Stdin ? "profile" : Path.GetFileName(options.Inputs[0]).Split('.')[0];
        // A folder of its own that nobody else may enter: a profile can tell secrets of its program.
        string folder = Directory.CreateTempSubdirectory("sonde-").FullName;
        string path = Path.Combine(folder, $"{(name.Length > 0 ? name : "profile")}.html");
        new ProfileOutput(_streams).Convert(
            result.Profile, new OutputChoice("html", path), options.View.WriteOptions(result, _streams.Width));
        if (!Desktop.HasDisplay)
            _streams.WriteTalk("there is no display here: copy that file to where a browser is");
        else if (!Desktop.TryOpen(path))
            _streams.WriteTalk("no browser could be started (xdg-open): open that file by hand");
    }
}
