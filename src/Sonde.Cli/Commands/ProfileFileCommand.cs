using System.CommandLine;
using Sonde.Cli.CommandLine;
using Sonde.Cli.Help;
using Sonde.Cli.Input;
using Sonde.Cli.Terminal;
using Sonde.Linux.Symbols;
using Sonde.Profiles.Analysis;

namespace Sonde.Cli.Commands;

/// <summary>A command that reads profiles from files: which, where their symbols are, and what of them is shown.</summary>
internal abstract class ProfileFileCommand : SondeCommand
{
    private readonly SymbolOptions _symbols = new();

    /// <summary>Creates the command without options.</summary>
    /// <param name="streams">Where it reads and writes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">The question it answers.</param>
    /// <param name="inputs">How help calls the files.</param>
    protected ProfileFileCommand(Streams streams, string name, string description, string inputs)
        : base(name, description)
    {
        Streams = streams;
        Inputs = new(inputs);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OptionGroups => [View.Group];

    /// <summary>Where it reads and writes.</summary>
    protected Streams Streams { get; }

    /// <summary>The files.</summary>
    protected ProfileFilesArgument Inputs { get; }

    /// <summary>What of them is shown.</summary>
    protected ProfileViewOptions View { get; } = new();

    /// <summary>Adds the command's own options between the files and what all such commands have.</summary>
    protected void AddOptions(params ReadOnlySpan<Option> own)
    {
        Add(Inputs);
        foreach (Option option in own)
            Add(option);
        View.AddTo(this);
        _symbols.AddTo(this);
        SetAction((result, interrupt) =>
        {
            using SymbolPlaces symbols = _symbols.Read(result, Streams, interrupt);
            return Task.FromResult((int)Run(result, symbols));
        });
    }

    /// <summary>Does what the command is for.</summary>
    /// <exception cref="UsageException">The options do not fit together.</exception>
    protected abstract ExitCode Run(ParseResult result, SymbolPlaces symbols);

    /// <summary>Reads the files, merged, and takes of them what is to be shown.</summary>
    protected FilterResult Read(IReadOnlyList<string> inputs, ProfileView view, SymbolPlaces symbols, string? format = null) =>
        view.Apply(ProfileInput.Read(inputs, symbols, Streams, format), Streams);
}
