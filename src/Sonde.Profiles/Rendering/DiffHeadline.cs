using System.Globalization;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>What two profiles compared say in one sentence.</summary>
internal static class DiffHeadline
{
    /// <summary>For example <c>slow_checksum (app.py) takes 12.3 points more of CPU time than in base</c>.</summary>
    public static string Answer(ProfileDiff diff, string baseName)
    {
        string noun = Headline.Noun(diff.SampleType);
        if (diff.Base.Total == 0 || diff.New.Total == 0)
            return $"Nothing to compare: {(diff.Base.Total == 0 ? "the first" : "the second")} profile has no samples";
        bool isJudged = IsJudged(diff);
        DiffEntry? most = diff.Functions
            .Where(entry => !isJudged || entry.Self.IsSignificant)
            .MaxBy(entry => Math.Abs(entry.Self.ShareChange));
        if (most is null || most.Self.ShareChange == 0)
            return isJudged ? $"No function's own {noun} changed by more than chance explains" : $"No function's own {noun} changed";
        string points = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(most.Self.ShareChange) * 100:0.0}");
        return $"{most.Frame.Place(0)} takes {points} points {(most.Self.ShareChange > 0 ? "more" : "less")} of {noun} than in {baseName}";
    }

    /// <summary>For example <c>base → new — CPU, 4.16 s → 6.02 s in 5.0 s → 5.0 s</c>.</summary>
    public static string Title(ProfileDiff diff, string baseName, string newName)
    {
        string unit = diff.SampleType.Unit;
        string values = $"{ValueText.Value(diff.Base.Total, unit)} → {ValueText.Value(diff.New.Total, unit)}";
        string time = diff is { Base.Seconds: { } before, New.Seconds: { } after }
            ? $" in {ValueText.Duration(TimeSpan.FromSeconds(before))} → {ValueText.Duration(TimeSpan.FromSeconds(after))}"
            : "";
        return $"{baseName} → {newName} — {Headline.Noun(diff.SampleType)}, {values}{time}";
    }

    /// <summary>True when the profiles tell how many samples stand behind their values.</summary>
    public static bool IsJudged(ProfileDiff diff) => diff.Whole.Verdict != DiffVerdict.NotJudged
        || diff.Functions.Any(entry => entry.Self.Verdict != DiffVerdict.NotJudged);
}
