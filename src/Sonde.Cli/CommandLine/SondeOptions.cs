using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Sonde.Cli.CommandLine;

/// <summary>Options that several commands share, so that they mean the same everywhere.</summary>
internal static class SondeOptions
{
    /// <summary>Highest rate: above it the samples cost more than they tell.</summary>
    public const int HighestRate = 10_000;

    /// <summary>A length of time; null when not given.</summary>
    public static Option<TimeSpan?> Duration(string description, string name = "--duration", string? alias = "-d") => new(name, alias is null ? [] : [alias])
    {
        HelpName = "TIME",
        Description = description,
        CompletionSources = { "5s", "10s", "30s", "1m" },
        CustomParser = result =>
        {
            if (DurationText.TryParse(Word(result), out TimeSpan duration, out string error))
                return duration;
            result.AddError($"{name}: {error}");
            return null;
        },
    };

    /// <summary><c>--rate</c>; null when not given.</summary>
    public static Option<int?> Rate(string standard) => new("--rate", "-r")
    {
        HelpName = "HZ",
        Description = $"Samples per second and CPU, 1 to {HighestRate} ({standard})",
        CustomParser = result =>
        {
            string word = Word(result);
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int rate) && rate is >= 1 and <= HighestRate)
                return rate;
            result.AddError($"--rate: '{word}' is no rate: a whole number of samples per second, 1 to {HighestRate}");
            return null;
        },
    };

    /// <summary>How many of something, at least one; null when not given.</summary>
    public static Option<int?> Count(string name, string? alias, string description) => new(name, alias is null ? [] : [alias])
    {
        HelpName = "N",
        Description = description,
        CustomParser = result =>
        {
            string word = Word(result);
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0)
                return count;
            result.AddError($"{name}: '{word}' is no number of 1 or more");
            return null;
        },
    };

    /// <summary><c>-o</c>: the word as it was typed, null when not given.</summary>
    public static Option<string?> Output(string description, IEnumerable<string> formats)
    {
        Option<string?> option = new("--output", "-o") { HelpName = "FORMAT|FILE", Description = description };
        option.CompletionSources.Add([.. formats]);
        return option;
    }

    /// <summary><c>--format</c>: the word as it was typed, null when not given.</summary>
    public static Option<string?> Format(IReadOnlyList<string> formats)
    {
        Option<string?> option = new("--format")
        {
            HelpName = "FORMAT",
            Description = "Format, when the file name's extension does not tell it",
        };
        option.CompletionSources.Add([.. formats]);
        return option;
    }

    private static string Word(ArgumentResult result) => result.Tokens[^1].Value;
}
