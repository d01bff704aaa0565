using System.CommandLine;
using System.CommandLine.Parsing;
using Sonde.Cli.Commands;

namespace Sonde.Cli;

/// <summary>Says in one line what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    public static string? Find(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        if (StrayOption(result) is { } stray)
            return $"unknown option '{stray}'{Suggest(stray, VisibleOptions(command))}";
        if (result.UnmatchedTokens is [{ } first, ..])
            return command is RootCommand
                ? $"unknown command '{first}'{Suggest(first, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}"
                : $"unexpected argument '{first}'";
        if (result.Errors is [{ } error, ..])
            return Describe(error);
        return (command as SondeCommand)?.Check(result);
    }

    /// <summary>The names nearest to a mistyped one, as an addition to an error line; empty when none is near.</summary>
    public static string Suggest(string typed, IEnumerable<string> known)
    {
        string[] near = [.. known
            .Select(name => (Name: name, Distance: EditDistance(typed, name)))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Min(typed.Length, candidate.Name.Length) / 3)
                || (typed.Length >= 3 && candidate.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => $"'{candidate.Name}'")
            .Take(3)];
        return near.Length == 0 ? "" : $": did you mean {string.Join(" or ", near)}?";
    }

    /// <summary>A list for a sentence: <c>a, b or c</c>.</summary>
    public static string Alternatives(IReadOnlyList<string> names) => names.Count < 2
        ? string.Concat(names)
        : $"{string.Join(", ", names.Take(names.Count - 1))} or {names[^1]}";

    /// <summary>Words before <c>--</c> that look like options were taken as arguments by the parser.</summary>
    private static string? StrayOption(ParseResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
                return null;
            if (token is { Type: TokenType.Argument, Value: ['-', _, ..] } && !IsOptionValue(result, token))
                return token.Value.Split('=', 2)[0];
        }

        return null;
    }

    private static bool IsOptionValue(ParseResult result, Token token) =>
        result.CommandResult.Children.OfType<OptionResult>().Any(option => option.Tokens.Contains(token));

    private static IEnumerable<string> VisibleOptions(Command command) =>
        command.Options.Where(option => !option.Hidden).Select(option => option.Name).Append("--help");

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option => $"option '{option.IdentifierToken?.Value}' needs a value",
        OptionResult { Tokens.Count: > 1 } option => $"option '{option.Option.Name}' was given more than once",
        ArgumentResult { Parent: CommandResult, Tokens.Count: 0 } argument => $"{argument.Argument.Name} is missing",
        _ => error.Message.TrimEnd('.'),
    };

    /// <summary>Levenshtein distance.</summary>
    private static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
