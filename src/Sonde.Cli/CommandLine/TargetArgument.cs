using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Sonde.Cli.Completion;
using Sonde.Collectors.Session.Targets;

namespace Sonde.Cli.CommandLine;

/// <summary>
/// The TARGET of a command: one word, or a command after <c>--</c>. Which of both it is shows only in the order of all
/// words, so that it takes every word and is read after parsing.
/// </summary>
internal sealed class TargetArgument : Argument<string[]>
{
    private readonly bool _takesCommand;
    private readonly string _command;
    private readonly TargetGrammar _grammar;

    /// <summary>Creates the argument.</summary>
    /// <param name="command">Name of the command, for messages.</param>
    /// <param name="takesCommand">Whether a program may be started.</param>
    /// <param name="grammar">The forms that a word may have.</param>
    public TargetArgument(string command, bool takesCommand, TargetGrammar grammar)
        : base("TARGET")
    {
        _grammar = grammar;
        _takesCommand = takesCommand;
        _command = command;
        Arity = ArgumentArity.ZeroOrMore;
        CompletionSources.Add(Complete);
    }

    /// <summary>Reads the target.</summary>
    /// <param name="result">A parsed command line of the command that has this argument.</param>
    /// <param name="byOption">The target that an option names instead of a word; null for none.</param>
    /// <exception cref="UsageException">There is none, or it does not follow the grammar.</exception>
    public Target Read(ParseResult result, Target? byOption = null)
    {
        string[] words = result.GetValue(this) ?? [];
        int dashes = result.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        bool hasDashes = dashes < result.Tokens.Count;
        string[] started = [.. result.Tokens.Skip(dashes + 1).Select(token => token.Value)];
        string[] named = words[..^started.Length];
        return (named, started) switch
        {
            ([], []) when byOption is not null && !hasDashes => byOption,
            _ when byOption is not null => throw new UsageException($"name either {byOption} or {(named is [{ } word, ..] ? word : "a command after --")}, not both"),
            ([], [_, ..]) when _takesCommand => new CommandTarget(started),
            (_, [_, ..]) when !_takesCommand => throw new UsageException($"sonde {_command} starts no program: name one that runs"),
            ([], []) when hasDashes => throw new UsageException("no command stands after --"),
            ([], _) => throw new UsageException($"TARGET is missing: {Forms}"),
            ([{ } first, ..], [_, ..]) => throw new UsageException($"name either {first} or a command after --, not both"),
            ([{ } only], _) => ReadWord(only),
            ([_, { } second, ..], _) => throw new UsageException($"unexpected argument '{second}'{CommandHint(named)}"),
        };
    }

    private string Forms => UsageErrors.Alternatives(
        [.. _grammar.Forms.Select(form => form.Form), .. _takesCommand ? (string[])["-- COMMAND ARGS"] : []]);

    private string CommandHint(string[] words) =>
        _takesCommand && !words[0].Contains(':') ? $": to start a program, write 'sonde {_command} -- {string.Join(' ', words)}'" : "";

    private Target ReadWord(string word)
    {
        try
        {
            return _grammar.Parse(word, _takesCommand ? ["a command after --"] : []);
        }
        catch (TargetGrammarException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static IEnumerable<CompletionItem> Complete(CompletionContext context) =>
        TargetNames.StartingWith(context.WordToComplete).Select(name => new CompletionItem(name));
}
