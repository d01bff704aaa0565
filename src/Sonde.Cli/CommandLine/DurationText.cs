using System.Buffers;
using System.Globalization;

namespace Sonde.Cli.CommandLine;

/// <summary>Durations as people type them: <c>500ms</c>, <c>10s</c>, <c>2m</c>, <c>1m30s</c>, <c>1h</c>, bare seconds.</summary>
internal static class DurationText
{
    /// <summary>What messages say about the grammar.</summary>
    public const string Expected = "write it as 500ms, 10s, 2m or 1m30s";

    /// <summary>Longer sampling is a mistake: nobody waits for it and memory grows.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    // Longest suffix first: "ms" before "m" and "s". A unit may stand only after larger ones.
    private static readonly (string Suffix, long Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Reads a duration that is longer than zero and not longer than <see cref="Longest"/>.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="duration">The duration.</param>
    /// <param name="error">What is wrong, as one line.</param>
    public static bool TryParse(string text, out TimeSpan duration, out string error)
    {
        duration = default;
        if (!TryParseMilliseconds(text, out double milliseconds))
            error = $"'{text}' is no duration: {Expected}";
        else if (milliseconds < 1)
            error = $"a duration of {text} is too short: at least 1ms";
        else if (milliseconds > Longest.TotalMilliseconds)
            error = $"a duration of {text} is too long: at most 24h";
        else
        {
            duration = TimeSpan.FromMilliseconds(milliseconds);
            error = "";
            return true;
        }

        return false;
    }

    /// <summary>Writes a duration shortly, for messages: <c>850 ms</c>, <c>2.3 s</c>, <c>1 m 30 s</c>.</summary>
    public static string Format(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes} m {duration.Seconds} s"),
    };

    private static bool TryParseMilliseconds(string text, out double milliseconds)
    {
        if (TryParseNumber(text, out double seconds))
        {
            milliseconds = seconds * 1000;
            return true;
        }

        milliseconds = 0;
        long smallest = long.MaxValue;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !TryParseNumber(rest[..digits], out double number))
                return false;
            rest = rest[digits..];
            (string suffix, long unit) = UnitOf(rest);
            if (unit == 0 || unit >= smallest)
                return false;
            smallest = unit;
            milliseconds += number * unit;
            rest = rest[suffix.Length..];
        }

        return text.Length > 0;
    }

    private static (string Suffix, long Milliseconds) UnitOf(ReadOnlySpan<char> text)
    {
        foreach ((string suffix, long unit) in Units)
        {
            if (text.StartsWith(suffix, StringComparison.Ordinal))
                return (suffix, unit);
        }

        return ("", 0);
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        // Words such as NaN and Infinity would be numbers too.
        return text.IndexOfAnyExcept(NumberCharacters) < 0
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
