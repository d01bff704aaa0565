using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>
/// When a text was printed. A description shows times, and ages of events that happened at these times: a pod's start and the
/// age of its <c>Scheduled</c> event add up to the moment of printing. Every such sum is too early by what the age cuts off, never
/// too late, so the latest is the best.
/// </summary>
internal static partial class PrintedTime
{
    /// <summary>The latest moment that the text proves to be before its printing; null when it shows no time.</summary>
    public static DateTimeOffset? Of(IEnumerable<string> lines)
    {
        DateTimeOffset? latest = null, began = null;
        foreach (string line in lines)
        {
            if (line.StartsWith("Name:", StringComparison.Ordinal))
                began = null;
            foreach (ValueMatch match in Stamp().EnumerateMatches(line))
            {
                DateTimeOffset? time = AgeText.Time(line.Substring(match.Index, match.Length));
                latest = Later(latest, time);
                if (line.StartsWith("Start Time:", StringComparison.Ordinal) || line.StartsWith("CreationTimestamp:", StringComparison.Ordinal))
                    began = time;
            }

            if (began is { } start && First().Match(line) is { Success: true } first && AgeText.Parse(first.Groups["age"].Value) is { } age
                && age < TimeSpan.FromDays(36500))
            {
                latest = Later(latest, start + age);
            }
        }

        return latest;
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    [GeneratedRegex(@"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", RegexOptions.ExplicitCapture)]
    private static partial Regex Stamp();

    // The scheduler places a pod in the second in which the kubelet's start time is written; only seconds and minutes are fine enough.
    [GeneratedRegex(@"^\s+Normal\s+Scheduled\s+(?<age>(\d+m)?\d+s|\d+m|\d+h\d+m)\s", RegexOptions.ExplicitCapture)]
    private static partial Regex First();
}
