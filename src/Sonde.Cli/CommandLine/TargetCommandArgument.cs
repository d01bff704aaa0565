using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Sonde.Cli.Completion;
using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.CommandLine;

/// <summary>A TARGET, and behind <c>--</c> a command for it. Which is which shows only in the order of all words.</summary>
internal sealed class TargetCommandArgument : Argument<string[]>
{
    private readonly TargetGrammar _grammar;

    /// <summary>Creates the argument.</summary>
    /// <param name="grammar">The forms that the target may have.</param>
    public TargetCommandArgument(TargetGrammar grammar)
        : base("TARGET")
    {
        _grammar = grammar;
        Arity = ArgumentArity.ZeroOrMore;
        CompletionSources.Add(context => TargetNames.StartingWith(context.WordToComplete).Select(name => new CompletionItem(name)));
    }

    /// <summary>Reads both.</summary>
    /// <returns>The target, null when there is none; the command, empty when there is none.</returns>
    /// <exception cref="UsageException">The target does not follow the grammar, or there are several.</exception>
    public (Target? Target, IReadOnlyList<string> Command) Read(ParseResult result)
    {
        string[] words = result.GetValue(this) ?? [];
        int dashes = result.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        string[] command = [.. result.Tokens.Skip(dashes + 1).Select(token => token.Value)];
        if (dashes < result.Tokens.Count && command.Length == 0)
            throw new UsageException("no command stands after --");
        string[] named = words[..^command.Length];
        if (named.Length > 1)
            throw new UsageException($"unexpected argument '{named[1]}': a command stands after --");
        try
        {
            return (named.Length == 0 ? null : _grammar.Parse(named[0]), command);
        }
        catch (TargetGrammarException e)
        {
            throw new UsageException(e.Message);
        }
    }

    /// <summary>Says that there is no target.</summary>
    public UsageException Missing() => new($"TARGET is missing: {UsageErrors.Alternatives([.. _grammar.Forms.Select(form => form.Form)])}");
}
