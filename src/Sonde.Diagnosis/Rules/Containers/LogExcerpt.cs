using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>The lines of a log that tell most of how it ended.</summary>
/// <param name="Path">How evidence names the log.</param>
/// <param name="IsPrevious">It is of the run before the present one.</param>
/// <param name="All">All lines that are known.</param>
/// <param name="Lines">A few, the most telling first.</param>
/// <param name="IsGiven">The source has the log; false when it was not, or could not be, read.</param>
internal sealed partial record LogExcerpt(string Path, bool IsPrevious, IReadOnlyList<string> All, IReadOnlyList<string> Lines, bool IsGiven = true)
{
    private const int LongestLine = 240;
    private const int MostLines = 3;
    // What went wrong stands at the end; an error further up was survived.
    private const int Tail = 15;

    /// <summary>No log.</summary>
    public static LogExcerpt None { get; } = new("", false, [], [], IsGiven: false);

    /// <summary>A log without a word.</summary>
    private static LogExcerpt Empty { get; } = new("", false, [], []);

    /// <summary>The most telling line; empty for none.</summary>
    public string Best => Lines.Count > 0 ? Lines[0] : "";

    /// <summary>Reads the log of a container's last run: the current one when it ended, else the previous one.</summary>
    public static LogExcerpt Of(Pod pod, ContainerStatus status, RuleContext context)
    {
        bool isGiven = false, isUp = status.State.RunningSince is not null;
        foreach (bool previous in isUp ? (ReadOnlySpan<bool>)[true, false] : [false, true])
        {
            // While it runs again its current log says nothing of the end, unless there is no other.
            if (context.Log(pod.Ref, status.Name, previous) is not { } lines)
                continue;
            // While it runs again, that run's log does not stand for the one that ended.
            isGiven |= previous || !isUp;
            if (lines.Any(line => !string.IsNullOrWhiteSpace(line)))
                return new LogExcerpt(previous ? $"log {status.Name} --previous" : $"log {status.Name}", previous, lines, Choose(lines));
        }

        return isGiven ? Empty : None;
    }

    /// <summary>The command that shows a log.</summary>
    public static string ShowCommand(Pod pod, string container, string options = "") =>
        $"kubectl logs -n {pod.Ref.Namespace} {pod.Ref.Name} -c {container}{(options.Length > 0 ? " " + options : "")}";

    /// <summary>A text cut to what fits into a line.</summary>
    public static string Shorten(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestLine ? line : line[..(LongestLine - 1)] + "…";
    }

    private static List<string> Choose(IReadOnlyList<string> lines)
    {
        List<string> tail = [.. lines.Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(Tail)];
        int best = tail.FindLastIndex(line => Fatal().IsMatch(line));
        if (best < 0)
            best = tail.FindLastIndex(line => Error().IsMatch(line));
        if (best < 0)
            best = tail.Count - 1;
        // The most telling line, what follows it, then what led to it.
        return [.. tail.Skip(best).Concat(tail.Take(best).Reverse()).Take(MostLines).Select(Shorten)];
    }

    [GeneratedRegex(@"\b(fatal|panic|uncaught|unhandled|abort(ed|ing)?|segfault|cannot|can't|could not|unable to|OutOfMemory\w*|refused|denied|no such)\b|\w+(Error|Exception):", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Fatal();

    [GeneratedRegex(@"\b(error|err|exception|fail(ed|ure)?|crit(ical)?|invalid|missing|not found|unrecogni[sz]ed|unknown)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Error();
}
