using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Timelines;

/// <summary>Makes one entry of several that say the same of the same workload, whichever pod they are about.</summary>
internal static partial class TimelineFolding
{
    /// <summary>Folded entries, the oldest first.</summary>
    public static IEnumerable<TimelineEntry> Fold(IEnumerable<TimelineEntry> entries) => entries
        .GroupBy(entry => (entry.Lane, entry.Subject, entry.Container, entry.IsTrouble, Shape: Shape(entry.Text)))
        .Select(group =>
        {
            TimelineEntry[] same = [.. group.OrderBy(entry => entry.Time).ThenBy(entry => entry.Text, StringComparer.Ordinal)];
            return same[0] with
            {
                Last = same.Max(entry => entry.Last),
                Count = same.Sum(entry => entry.Count),
                Members = [.. same.SelectMany(entry => entry.Members).Distinct().Order(Model.ObjectRef.Order)],
            };
        })
        .OrderBy(entry => entry.Time).ThenBy(entry => entry.Lane).ThenBy(entry => entry.Subject, Model.ObjectRef.Order).ThenBy(entry => entry.Text, StringComparer.Ordinal);

    /// <summary>The text without what differs between pods and moments: numbers, addresses, hashes, names that controllers make.</summary>
    public static string Shape(string text) => Varying().Replace(text, "#");

    [GeneratedRegex(@"\b[a-z0-9][a-z0-9-]*-[bcdfghjklmnpqrstvwxz2456789]{5}\b|\b[0-9a-f]{8,}(-[0-9a-f]{4,})*\b|\d+", RegexOptions.ExplicitCapture)]
    private static partial Regex Varying();
}
