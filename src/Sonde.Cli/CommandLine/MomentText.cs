using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Cli.CommandLine;

/// <summary>Reads moments that a user names: an age (<c>1h30m</c>, <c>2d</c>), a time of day, a date and time.</summary>
internal static partial class MomentText
{
    /// <summary>How far "around" a moment reaches, to each side.</summary>
    public static readonly TimeSpan Around = TimeSpan.FromMinutes(10);

    /// <summary>The moment, in UTC where no zone is named.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="now">The time of the cluster's moment, from which ages are counted.</param>
    /// <param name="option">The option's name, for the error.</param>
    /// <exception cref="UsageException">It is no moment.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now, string option)
    {
        if (Age().Match(text) is { Success: true, Length: > 0 } age)
        {
            double seconds = Part(age, "d") * 86400 + Part(age, "h") * 3600 + Part(age, "m") * 60 + Part(age, "s");
            if (seconds < (now - DateTimeOffset.MinValue).TotalSeconds)
                return now - TimeSpan.FromSeconds(seconds);
        }

        if (TimeOnly.TryParseExact(text, (string[])["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly clock))
        {
            var today = new DateTimeOffset(now.UtcDateTime.Date + clock.ToTimeSpan(), TimeSpan.Zero);
            // A time that has not come yet was yesterday's.
            return today > now + Around ? today.AddDays(-1) : today;
        }

        if (DateTimeOffset.TryParseExact(
            text, (string[])["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment))
        {
            return moment.ToUniversalTime();
        }

        throw new UsageException($"{option} takes an age or a time, and '{text}' is neither: write for example 1h30m, 14:05 or 2026-11-20T14:05:00Z");
    }

    private static double Part(Match match, string name) =>
        match.Groups[name] is { Success: true, Value: var digits } ? double.Parse(digits, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(?=\d)((?<d>\d{1,6})d)?((?<h>\d{1,6})h)?((?<m>\d{1,6})m)?((?<s>\d{1,9})s)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Age();
}
