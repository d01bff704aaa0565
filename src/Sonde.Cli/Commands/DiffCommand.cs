using System.CommandLine;
using System.Globalization;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Linux.Symbols;
using Sonde.Profiles;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;
using Sonde.Profiles.Formats.Differences;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Commands;

/// <summary><c>sonde diff</c>.</summary>
internal sealed class DiffCommand : ProfileFileCommand
{
    private static readonly FormatName[] Formats =
        [.. DiffFormats.All.Select(format => new FormatName(format.Name, format.Extensions))];

    private readonly Option<string> _by = new("--by")
    {
        HelpName = "MEASURE",
        Description = "What decides: share (default; how the work is divided, whatever the load) or cost (per second of profiling)",
        DefaultValueFactory = _ => "share",
    };
    private readonly Option<double?> _failAbove = new("--fail-above")
    {
        HelpName = "PCT",
        Description = "Exit code 1 when a function grew by more than so many percentage points of all samples "
            + "(with --by cost: of the whole cost before); noise does not count",
        CustomParser = result =>
        {
            string word = result.Tokens[^1].Value.TrimEnd('%', ' ');
            if (double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent))
                return percent;
            result.AddError($"--fail-above: '{result.Tokens[^1].Value}' is no percentage, such as 2 or 0.5");
            return null;
        },
    };
    private readonly Option<bool> _baseWidth = new("--base-width")
    {
        Description = "Boxes of a flame graph are as wide as in BASE, so that what has vanished has a place (default: as in NEW)",
    };
    private readonly Option<string?> _output = SondeOptions.Output(
        "A format's name prints that on stdout, a file name writes a file; - is stdout", Formats.Select(format => format.Name));
    private readonly Option<string?> _format = SondeOptions.Format([.. Formats.Select(format => format.Name)]);

    /// <summary>Creates the command.</summary>
    public DiffCommand(Streams streams)
        : base(streams, "diff", "What became slower? Compares two profiles, and tells change from chance.", "BASE NEW")
    {
        _by.CompletionSources.Add("share", "cost");
        AddOptions(_by, _failAbove, _baseWidth, _output, _format);
    }

    /// <inheritdoc/>
    public override string Synopsis => "BASE NEW [OPTIONS]";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpSection> Sections =>
        [new("Formats", [.. DiffFormats.All.Select(format => (format.Name, $"{format.Description} ({string.Join(' ', format.Extensions)})"))])];

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples =>
    [
        new("sonde diff before.pb.gz after.pb.gz", "The functions and call paths that take another share of the samples."),
        new("sonde diff before.pb.gz after.pb.gz --by cost", "The same by cost per second: more load counts as a change."),
        new("sonde diff before.pb.gz after.pb.gz -o diff.html", "A flame graph: red takes a greater share than before, blue a smaller one."),
        new("sonde diff before.pb.gz after.pb.gz --fail-above 2", "For CI: fails when a function grew by more than 2 points."),
    ];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">They do not fit together.</exception>
    private DiffCommandOptions Bind(ParseResult result)
    {
        IReadOnlyList<string> inputs = Inputs.Read(result);
        if (inputs.Count != 2)
            throw new UsageException($"two profiles are compared, {inputs.Count} {(inputs.Count == 1 ? "was" : "were")} named: sonde diff BASE NEW");
        string by = result.GetValue(_by)!;
        return new DiffCommandOptions(
            inputs[0], inputs[1],
            OutputChoice.Parse(result.GetValue(_output), result.GetValue(_format), Formats),
            by switch
            {
                "share" => DiffMeasure.Share,
                "cost" => DiffMeasure.Cost,
                _ => throw new UsageException($"--by: '{by}' is unknown: use share or cost"),
            },
            result.GetValue(_failAbove) / 100,
            result.GetValue(_baseWidth) ? DiffWidth.Base : DiffWidth.New,
            View.Bind(result, prune: true));
    }

    /// <inheritdoc/>
    protected override ExitCode Run(ParseResult result, SymbolPlaces symbols)
    {
        DiffCommandOptions options = Bind(result);
        if (options.Output.Path is { } path)
            OutputFile.EnsureWritable(path);
        Profile before = Read([options.Base], options.View, symbols).Profile;
        Profile after = Read([options.New], options.View, symbols).Profile;
        ProfileDiff diff = ProfileDiff.Build(before, after, new DiffOptions { SampleType = options.View.Value, Measure = options.Measure });
        Write(diff, options);
        return options.FailAbove is { } limit && FirstAbove(diff, limit) ? ExitCode.Threshold : ExitCode.Done;
    }

    private void Write(ProfileDiff diff, DiffCommandOptions options)
    {
        IDiffWriter writer = DiffFormats.Find(options.Output.Format ?? DiffFormats.All[0].Name)!;
        var write = new WriteOptions { Width = Streams.Width, Count = options.View.Count, Unit = options.View.Unit, DiffWidth = options.Width };
        if (options.Output.Path is { } path)
        {
            OutputFile.Write(path, stream => writer.Write(diff, stream, write));
            Streams.WriteTalk($"wrote {path}");
            return;
        }

        Streams.Flush();
        writer.Write(diff, Streams.Data, write);
        Streams.Data.Flush();
    }

    private bool FirstAbove(ProfileDiff diff, double limit)
    {
        DiffEntry? worst = diff.Functions.MaxBy(diff.GrowthOf);
        if (worst is null || diff.GrowthOf(worst) <= limit)
            return false;
        string what = diff.Measure == DiffMeasure.Cost ? "of the whole cost" : "of all samples";
        Streams.WriteError($"{TextFit.Printable(worst.Frame.Name)} grew by {ValueText.Percent(diff.GrowthOf(worst))} {what}, "
            + $"more than the {ValueText.Percent(limit)} of --fail-above");
        return true;
    }
}
