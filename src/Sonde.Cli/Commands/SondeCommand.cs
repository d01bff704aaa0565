using System.CommandLine;
using Sonde.Cli.Help;

namespace Sonde.Cli.Commands;

/// <summary>A command of the program, with what its help needs. Its description's first line says which question it answers.</summary>
internal abstract class SondeCommand : Command
{
    /// <summary>Names the command.</summary>
    /// <param name="name">What the user types.</param>
    /// <param name="description">First line: the question it answers.</param>
    protected SondeCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>The words that follow the command's name in the usage line.</summary>
    public virtual string Synopsis => "";

    /// <summary>Blocks of text between the description and the options.</summary>
    public virtual IReadOnlyList<HelpSection> Sections => [];

    /// <summary>Options that help shows apart, under a title of their own.</summary>
    public virtual IReadOnlyList<OptionGroup> OptionGroups => [];

    /// <summary>Command lines that work as they stand, and what each does.</summary>
    public abstract IReadOnlyList<HelpExample> Examples { get; }

    /// <summary>Those of the examples that the overview of all commands shows.</summary>
    public virtual IReadOnlyList<HelpExample> OverviewExamples => [];

    /// <summary>Says what is wrong with a command line that parsed; null when nothing is.</summary>
    public virtual string? Check(ParseResult result) => null;
}
