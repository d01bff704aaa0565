using System.CommandLine;
using System.CommandLine.Parsing;
using Sonde.Cli.Help;
using Sonde.Cli.Terminal;

namespace Sonde.Cli.Commands;

/// <summary>What the completion scripts call: <c>sonde complete-words -- WORD…</c> prints how the last word can go on.</summary>
internal sealed class CompleteWordsCommand : SondeCommand
{
    private readonly Streams _streams;
    private readonly Argument<string[]> _words = new("WORDS") { Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Creates the command.</summary>
    public CompleteWordsCommand(Streams streams)
        : base("complete-words", "How can the last word of this command line go on?")
    {
        _streams = streams;
        Hidden = true;
        Add(_words);
        SetAction(result => (int)Run((RootCommand)result.RootCommandResult.Command, result.GetValue(_words) ?? []));
    }

    /// <inheritdoc/>
    public override string Synopsis => "-- WORD...";

    /// <inheritdoc/>
    public override IReadOnlyList<HelpExample> Examples => [new("sonde complete-words -- profile cont", "Prints container:.")];

    private ExitCode Run(RootCommand root, string[] words)
    {
        foreach (string candidate in Complete(root, words))
            _streams.Out.WriteLine(candidate);
        return ExitCode.Done;
    }

    /// <summary>Candidates for the last word, which may be empty.</summary>
    internal static IEnumerable<string> Complete(RootCommand root, string[] words)
    {
        // Words of a program to start are none of ours.
        if (words.AsSpan(0, Math.Max(0, words.Length - 1)).Contains("--"))
            return [];
        string last = words is [.., { } typed] ? typed : "";
        ParseResult before = root.Parse(words is [] ? [] : words[..^1]);
        bool isOptionValue = OptionAwaitingValue(before) is not null;
        ParseResult result = isOptionValue ? before : root.Parse(words);
        return result.GetCompletions()
            .Select(item => item.InsertText ?? item.Label)
            .Where(candidate => candidate.StartsWith(last, StringComparison.Ordinal))
            // Options only when asked for: they would hide the names of targets.
            .Where(candidate => isOptionValue || last.StartsWith('-') || !candidate.StartsWith('-'))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
    }

    private static OptionResult? OptionAwaitingValue(ParseResult result) => result.CommandResult.Children
        .OfType<OptionResult>()
        .FirstOrDefault(option => option is { Implicit: false, Tokens.Count: 0, Option.Arity.MinimumNumberOfValues: > 0 });
}
