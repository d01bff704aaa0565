using System.Globalization;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;

namespace Sonde.Profiles.Rendering;

/// <summary>Writes a <see cref="ProfileDiff"/> as plain text of fixed width.</summary>
internal sealed class DiffTextRenderer(TextWriter output, ProfileDiff diff, WriteOptions options)
{
    private const int UsualCount = 20, ShareWidth = 8, CostWidth = 11, VerdictWidth = 8, MinimumNameWidth = 20;

    // More callers than this say nothing to a reader of one line.
    private const int LongestPath = 4;

    /// <summary>Writes it.</summary>
    public void Write()
    {
        DiffEntry[] changed = [.. diff.Functions.Where(entry => entry.IsSignificant)];
        IReadOnlyList<int> paths = diff.ChangedPaths();
        output.WriteLine(Whole("base", diff.Base, diff.Whole.BaseCost));
        output.WriteLine(Whole("new ", diff.New, diff.Whole.NewCost));
        output.WriteLine();
        output.WriteLine(Answer(changed, paths.Count));
        bool isJudged = diff.Whole.Verdict != DiffVerdict.NotJudged;
        DiffEntry[] shown = [.. (isJudged ? changed : diff.Functions.Where(entry => Size(entry) != 0)).Take(options.Count ?? UsualCount)];
        if (shown.Length > 0)
        {
            output.WriteLine();
            Heading("FUNCTION");
            foreach (DiffEntry entry in shown)
                Row(entry.Self.IsSignificant || !isJudged ? entry.Self : entry.Total, entry.Frame.Place(0),
                    entry.Self.IsSignificant || !isJudged ? "" : " and what it calls");
        }

        if (changed.Length > shown.Length)
            output.WriteLine($" and {Count(changed.Length - shown.Length, "more function")}");
        WritePaths(paths);
        WriteVanished();
        int noise = diff.Functions.Count - changed.Length;
        if (isJudged && noise > 0)
            output.WriteLine($"\nNoise: {Count(noise, changed.Length > 0 ? "other function" : "function")}.");
    }

    private string Whole(string name, DiffSide side, double? cost)
    {
        string value = ValueText.Value(side.Total, diff.SampleType.Unit, options.Unit);
        string time = side.Seconds is { } seconds ? $" in {ValueText.Duration(TimeSpan.FromSeconds(seconds))}" : ", duration unknown";
        string perSecond = cost is { } c ? $", {Cost(c)}" : "";
        string samples = side.Samples is { } count && diff.SampleType != SampleType.Samples ? $", {Count(count, "sample")}" : "";
        return $"{name} {value} of {diff.SampleType.Type}{time}{perSecond}{samples}";
    }

    private string Answer(DiffEntry[] changed, int paths)
    {
        string measure = diff.Measure == DiffMeasure.Cost ? "cost per second" : "share";
        if (diff.Whole.Verdict == DiffVerdict.NotJudged)
            return $"These profiles do not tell how many samples stand behind a value{(diff.Measure == DiffMeasure.Cost ? ", or their duration" : "")}: "
                + "no difference can be called significant.";
        if (changed.Length == 0 && paths == 0)
        {
            DiffEntry? largest = diff.Functions.MaxBy(entry => Math.Abs(entry.Self.Change(diff.Measure)));
            return largest is null ? "Nothing to compare: both profiles are empty."
                : largest.Self.ShareChange == 0 ? "Nothing changed."
                : TextFit.Printable($"Nothing changed by more than chance explains. The largest difference is {Points(largest.Self.ShareChange)} in {largest.Frame.Name} ({Probability(largest.Self)}).");
        }

        return $"{Count(changed.Length, "function")} and {Count(paths, "call path")} changed in {measure} by more than chance explains.";
    }

    private void Heading(string name) =>
        output.Write($" {"CHANGE",ShareWidth} {"BASE",ShareWidth} {"NEW",ShareWidth} {"COST/S",CostWidth}  {"",-VerdictWidth}  {name}\n");

    private void Row(DiffValue value, string name, string suffix)
    {
        string cost = value.CostChange is { } change ? Signed(change, Cost(Math.Abs(change))) : "";
        string verdict = value.Verdict == DiffVerdict.NotJudged ? "" : value.Verdict.ToString().ToLowerInvariant();
        string lead = $" {Points(value.ShareChange),ShareWidth} {ValueText.Percent(value.BaseShare),ShareWidth} {ValueText.Percent(value.NewShare),ShareWidth} {cost,CostWidth}  {verdict,-VerdictWidth}  ";
        output.Write($"{lead}{TextFit.Middle(name, Math.Max(MinimumNameWidth, options.Width - lead.Length - suffix.Length))}{suffix}\n");
    }

    private void WritePaths(IReadOnlyList<int> paths)
    {
        if (paths.Count == 0)
            return;
        output.WriteLine();
        Heading("CALL PATH");
        foreach (int node in paths.Take(options.Count ?? UsualCount))
            Row(diff.TotalOf(node), PathOf(node), "");
        if (paths.Count > (options.Count ?? UsualCount))
            output.WriteLine($" and {Count(paths.Count - (options.Count ?? UsualCount), "more call path")}");
    }

    private void WriteVanished()
    {
        int[] vanished = [.. diff.VanishedPaths().Where(node => diff.TotalOf(node).IsSignificant).Take(options.Count ?? UsualCount)];
        if (vanished.Length == 0)
            return;
        output.WriteLine("\nNo longer called:");
        foreach (int node in vanished)
            output.WriteLine(TextFit.Middle($" {ValueText.Percent(diff.TotalOf(node).BaseShare),ShareWidth}  {PathOf(node)}", options.Width));
    }

    private string PathOf(int node)
    {
        List<string> names = [];
        for (int at = node; at > 0 && names.Count <= LongestPath; at = diff.Nodes[at].Parent)
            names.Add(names.Count == LongestPath ? "…" : diff.FrameOf(at)!.Name);
        names.Reverse();
        return string.Join(" › ", names);
    }

    private double Size(DiffEntry entry) => entry.Self.Change(diff.Measure);

    private string Cost(double perSecond) => diff.SampleType.Unit == SampleType.Cpu.Unit
        ? $"{perSecond.ToString("0.000", CultureInfo.InvariantCulture)} s/s"
        : $"{ValueText.Value((long)Math.Round(perSecond), diff.SampleType.Unit, options.Unit)}/s";

    private static string Points(double share) => Signed(share, ValueText.Percent(Math.Abs(share)));

    private static string Signed(double value, string text) => value > 0 ? $"+{text}" : value < 0 ? $"-{text}" : text;

    private static string Probability(DiffValue value) => value.Probability is { } probability
        ? string.Create(CultureInfo.InvariantCulture, $"q = {probability:0.##}")
        : "not judged";

    private static string Count(long count, string noun) => $"{ValueText.Count(count)} {noun}{(count == 1 ? "" : "s")}";
}
