using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Timelines;

/// <summary>
/// When a log began to speak of errors: the first line of each sort of error that carries a time. A time without a zone is UTC, as
/// containers have it.
/// </summary>
internal sealed partial class LogEntries : ITimelineSource
{
    // Of one log, so that a program that fails in a hundred ways does not hide the rest.
    private const int MostOfOne = 3;

    public IEnumerable<TimelineEntry> Read(Cluster cluster)
    {
        foreach (Pod pod in cluster.All<Pod>())
        {
            ObjectRef subject = cluster.WorkloadOf(pod.Ref)?.Ref ?? pod.Ref;
            foreach (ContainerStatus status in pod.AllStatuses)
            {
                foreach (bool isPrevious in (bool[])[true, false])
                {
                    foreach (TimelineEntry entry in Onsets(cluster.Logs.Read(new LogRequest(pod.Ref, status.Name, isPrevious)) ?? [], cluster.Now))
                        yield return entry with { Subject = subject, Members = [pod.Ref], Container = status.Name };
                }
            }
        }
    }

    private static Dictionary<string, TimelineEntry>.ValueCollection Onsets(IReadOnlyList<string> lines, DateTimeOffset now)
    {
        var seen = new Dictionary<string, TimelineEntry>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            if (!Error().IsMatch(line) || TimeOf(line, now) is not { } time)
                continue;
            string text = Stamp().Replace(line, "", 1).Trim(' ', '-', ':', '|', '\t', '"', ',');
            string sort = TimelineFolding.Shape(text);
            if (seen.TryGetValue(sort, out TimelineEntry? known))
                seen[sort] = known with { Count = known.Count + 1, Last = time > known.Last ? time : known.Last };
            else if (seen.Count < MostOfOne)
                seen[sort] = new TimelineEntry(time, Lane.Log, default, $"log: {LogExcerpt.Shorten(text)}") { IsTrouble = true };
        }

        return seen.Values;
    }

    private static DateTimeOffset? TimeOf(string line, DateTimeOffset now)
    {
        Match match = Stamp().Match(line);
        if (!match.Success)
            return null;
        string text = $"{match.Groups["date"].Value.Replace('/', '-')}T{match.Groups["time"].Value}{match.Groups["zone"].Value.Trim()}";
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            // A clock that is wrong must not stretch the line.
            && time <= now + TimeSpan.FromMinutes(5) ? time : null;
    }

    [GeneratedRegex(@"(?<date>\d{4}[-/]\d\d[-/]\d\d)[T ](?<time>\d\d:\d\d:\d\d)([.,]\d{1,9})?(?<zone>\s?(Z|[+-]\d\d:?\d\d)\b)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\b(FATAL|PANIC|CRIT(ICAL)?|ERROR|ERR|Exception|Traceback|emerg|alert)\b|""level"":\s*""(error|fatal|panic|critical)""|level=(error|fatal|panic)|\[(error|crit|emerg)\]|^\S*\s*error:", RegexOptions.ExplicitCapture)]
    private static partial Regex Error();
}
