using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>Ages as kubectl prints them (apimachinery's duration.HumanDuration): <c>7m30s</c>, <c>2d4h</c>, <c>3y12d</c>.</summary>
internal static partial class AgeText
{
    /// <summary>The age; null when the text is none (<c>&lt;unknown&gt;</c>, <c>&lt;invalid&gt;</c>).</summary>
    public static TimeSpan? Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success || text.Length == 0)
            return null;
        double seconds = 0;
        foreach ((string group, double factor) in ((string, double)[])[("y", 365 * 86400.0), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1)])
        {
            if (match.Groups[group] is { Success: true, Value: var digits })
                seconds += double.Parse(digits, CultureInfo.InvariantCulture) * factor;
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds / 4 ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>How far the real age may be above the printed one: kubectl cuts off what is smaller than its last unit.</summary>
    public static TimeSpan Resolution(string text) => text.Length == 0 ? TimeSpan.Zero : text[^1] switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(365),
    };

    /// <summary>The moment that is so long before another; null when the text is no age, or leads beyond the calendar.</summary>
    public static DateTimeOffset? Before(DateTimeOffset now, string text) =>
        Parse(text) is { } age && age < now - DateTimeOffset.MinValue ? now - age : null;

    /// <summary>
    /// The age column of events: <c>12m</c>, <c>2m27s (x63 over 7m26s)</c>, <c>12m (x33)</c>.
    /// </summary>
    public static (string Last, string First, int Count) Repeated(string text)
    {
        Match match = RepeatedPattern().Match(text);
        if (!match.Success)
            return (text, text, 1);
        int count = match.Groups["count"].Success && int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int times) ? times : 1;
        string last = match.Groups["last"].Value;
        return (last, match.Groups["first"] is { Success: true, Value: var first } ? first : last, Math.Max(1, count));
    }

    /// <summary>The restarts column of pods: <c>0</c>, <c>12 (3m ago)</c>.</summary>
    public static (int Count, string Last) Restarts(string text)
    {
        Match match = RestartsPattern().Match(text);
        return match.Success && int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? (count, match.Groups["last"].Value)
            : (0, "");
    }

    /// <summary>A time as describe prints it: <c>Fri, 20 Nov 2026 13:57:00 +0000</c>; also as the API writes it.</summary>
    public static DateTimeOffset? Time(string text)
    {
        if (DateTimeOffset.TryParseExact(
            text.Trim(), (string[])["ddd, dd MMM yyyy HH:mm:ss zzz", "ddd, d MMM yyyy HH:mm:ss zzz", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd HH:mm:ss zzz"],
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time.ToUniversalTime();
        }

        return null;
    }

    [GeneratedRegex(@"^(?=\d)((?<y>\d{1,6})y)?((?<d>\d{1,7})d)?((?<h>\d{1,7})h)?((?<m>\d{1,7})m)?((?<s>\d{1,9})s)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^(?<last>\S+)\s+\(x(?<count>\d+)(\s+over\s+(?<first>\S+))?\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex RepeatedPattern();

    [GeneratedRegex(@"^(?<count>\d+)(\s+\((?<last>\S+)\s+ago\))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex RestartsPattern();
}
