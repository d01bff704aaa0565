using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Rendering;

/// <summary>Parts of sentences that several formats share.</summary>
internal static class Wording
{
    /// <summary>The answer: what, where, since when.</summary>
    public static string Answer(Finding finding, DateTimeOffset now) =>
        $"{finding.Subject}: {finding.Title}{(finding.Since is { } since ? $", since {Clock(since, now)} ({Durations.Words(now - since)} ago)" : "")}";

    /// <summary>A time of day, with its date when that is another one.</summary>
    public static string Clock(DateTimeOffset time, DateTimeOffset now) => time.UtcDateTime.Date == now.UtcDateTime.Date
        ? time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
        : time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A moment, with date and zone.</summary>
    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A severity in lower case.</summary>
    public static string Of(Severity severity) => severity.ToString().ToLowerInvariant();

    /// <summary>A confidence in lower case.</summary>
    public static string Of(Confidence confidence) => confidence.ToString().ToLowerInvariant();

    /// <summary>Which of several causes that depend on each other was first; empty when it is alone.</summary>
    public static IEnumerable<string> Cascade(RootCause root)
    {
        if (root.After is { } first)
            yield return $"{When(first.Apart, "after")} {first.Subject} ({first.Rule}), which it depends on{Via(first)}: look there first";
        if (root.Followers.Count > 0)
        {
            string others = string.Join(", ", root.Followers.Take(3).Select(one => $"{one.Subject} ({When(one.Apart, "later")}{Comma(one)})"));
            yield return $"the first of {root.Followers.Count + 1} causes that depend on each other: then {others}{(root.Followers.Count > 3 ? $" and {root.Followers.Count - 3} more" : "")}";
        }
    }

    /// <summary>What failures share and no cause tells already.</summary>
    public static IEnumerable<string> Shared(DiagnosisResult diagnosis) => diagnosis.Shared
        .Where(one => !one.IsObvious && !diagnosis.Roots.Any(root => one.Tells(root.Finding.Subject)))
        .Select(one => (one.Within is { } workload ? $"{workload}: {one.InWords}" : one.InWords) + (one.Sample.Length > 0 ? $"; one of them: {LogExcerpt.Shorten(one.Sample)}" : ""));

    private static string When(TimeSpan apart, string word) =>
        apart < TimeSpan.FromSeconds(1) ? word == "after" ? "began together with" : "at the same time" : $"{(word == "after" ? "began " : "")}{Durations.Words(apart)} {word}";

    private static string Via(CascadeStep step) => step.Via.Length > 0 ? $" ({step.Via})" : "";

    private static string Comma(CascadeStep step) => step.Via.Length > 0 ? $", {step.Via}" : "";

    /// <summary>How much is wrong, in one line.</summary>
    public static string Summary(DiagnosisResult diagnosis)
    {
        int errors = diagnosis.Roots.Count(root => root.Finding.Severity == Severity.Error);
        int warnings = diagnosis.Roots.Count(root => root.Finding.Severity == Severity.Warning);
        int effects = diagnosis.Roots.Sum(root => root.Effects.Count);
        string causes = diagnosis.Roots.Count == 1 ? "1 cause" : $"{diagnosis.Roots.Count} causes";
        return $"{causes} ({errors} {(errors == 1 ? "error" : "errors")}, {warnings} {(warnings == 1 ? "warning" : "warnings")}), {effects} {(effects == 1 ? "effect" : "effects")}, as of {Moment(diagnosis.CapturedAt)}";
    }

    /// <summary>The line about a healthy cluster.</summary>
    public static string Healthy(DiagnosisResult diagnosis, DiagnosisLayout layout) =>
        diagnosis.BlindSpots is [{ } first, ..]
            ? $"nothing wrong in what was seen: {layout.Scope}, as of {Moment(diagnosis.CapturedAt)}; not seen: {first.What} {first.Why}"
                + (diagnosis.BlindSpots.Count > 1 ? $", and {diagnosis.BlindSpots.Count - 1} more (-o wide)" : "")
            : $"nothing wrong: {layout.Scope}, as of {Moment(diagnosis.CapturedAt)}";

    /// <summary>Nothing to say but that all is well.</summary>
    public static bool IsHealthy(DiagnosisResult diagnosis) => diagnosis.Roots.Count == 0 && diagnosis.Undetermined.Count == 0 && diagnosis.Shared.Count == 0;
}
