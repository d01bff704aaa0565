using System.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Input;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Linux.Symbols;
using Sonde.Profiles.Analysis;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde open</c>.</summary>
internal sealed class OpenCommand : ProfileFileCommand
{
    private readonly Option<bool> _html = new("--html") { Description = "Writes a page to a temporary file, and shows it in the browser where there is one" };
    private readonly Option<bool> _text = new("--text") { Description = "Shows text in the terminal, also on a desktop" };

    /// <summary>Creates the command.</summary>
    public OpenCommand(Streams streams)
        : base(streams, "open", "What is in this file? Shows a profile: in the browser on a desktop, else in the terminal.", "FILE")
    {
        AddOptions(_html, _text);
    }

    /// <inheritdoc/>
    public override string Synopsis => "FILE... [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde open profile.pb.gz", "The hottest functions and a flame graph."),
        new("sonde open profile.pb.gz --html", "An interactive flame graph in the browser."),
        new("sonde open --text out.folded --focus parse", "Only stacks with 'parse' in them, as text."),
    ];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    private OpenOptions Bind(ParseResult result)
    {
        bool html = result.GetValue(_html), text = result.GetValue(_text);
        if (html && text)
            throw new UsageException("--html and --text exclude each other");
        return new OpenOptions(Inputs.Read(result), html ? true : text ? false : null, View.Bind(result, prune: true));
    }

    /// <inheritdoc/>
    protected override ExitCode Run(ParseResult result, SymbolPlaces symbols)
    {
        OpenOptions options = Bind(result);
        FilterResult read = Read(options.Inputs, options.View, symbols);
        bool onDesktop = Streams.OutIsTerminal && Desktop.HasDisplay;
        if (options.Html ?? onDesktop)
            ShowPage(options, read);
        else
            new ProfileSummary(Streams.Width, Streams.OutUsesColour).Write(read, options.View, Streams.Out, withFlameGraph: true);
        return ExitCode.Done;
    }

    private void ShowPage(OpenOptions options, FilterResult result)
    {
        string name = options.Inputs[0] == ProfileInput.Stdin ? "profile" : Path.GetFileName(options.Inputs[0]).Split('.')[0];
        // A folder of its own that nobody else may enter: a profile can tell secrets of its program.
        string folder = Directory.CreateTempSubdirectory("sonde-").FullName;
        string path = Path.Combine(folder, $"{(name.Length > 0 ? name : "profile")}.html");
        new ProfileOutput(Streams).Convert(
            result.Profile, new OutputChoice("html", path), options.View.WriteOptions(result, Streams.Width));
        if (!Desktop.HasDisplay)
            Streams.WriteTalk("there is no display here: copy that file to where a browser is");
        else if (!Desktop.TryOpen(path))
            Streams.WriteTalk("no browser could be started (xdg-open): open that file by hand");
    }
}
