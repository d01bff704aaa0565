using System.CommandLine;
using Sonde.Cli.Input;

namespace Sonde.Cli.CommandLine;

/// <summary>The profile files of a command.</summary>
internal sealed class ProfileFilesArgument : Argument<string[]>
{
    /// <summary>Creates the argument.</summary>
    /// <param name="name">What help calls it.</param>
    public ProfileFilesArgument(string name)
        : base(name) => Arity = ArgumentArity.ZeroOrMore;

    /// <summary>The paths.</summary>
    /// <exception cref="UsageException">There is none, or stdin is named twice.</exception>
    public IReadOnlyList<string> Read(ParseResult result)
    {
        string[] names = result.GetValue(this) ?? [];
        if (names.Length == 0)
            throw new UsageException($"{Name} is missing: a profile's file, or - for stdin");
        if (names.Count(name => name == ProfileInput.Stdin) > 1)
            throw new UsageException("stdin (-) can be read only once");
        return names;
    }
}
