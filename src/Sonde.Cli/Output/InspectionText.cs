using Sonde.Inspection;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Output;

/// <summary>
/// Draws the screen of <c>sonde inspect</c>: the answer first, then a line for each figure with its judgement. On a wide terminal the sections
/// stand in two columns, the first ones on the left.
/// </summary>
/// <param name="width">Columns.</param>
/// <param name="colour">Whether lines may hold colours.</param>
/// <param name="sideBySide">Whether sections may stand beside each other; elsewhere than on a terminal lines are searched and cut.</param>
internal sealed class InspectionText(int width, bool colour, bool sideBySide = false)
{
    private const string Reset = "\e[0m", Bold = "\e[1m", Faint = "\e[2m", Red = "\e[31m", Yellow = "\e[33m", Green = "\e[32m";
    private const int NameWidth = 14, SpanWidth = 9, MarkWidth = 4, Narrowest = 60;

    /// <summary>Names, such as those of pods, take no more of a line than one part of so many.</summary>
    private const int NameShare = 3;

    /// <summary>In less than this a line breaks too often to be read: two such columns and a gap are the width from which there are two.</summary>
    private const int LeastHalf = 76, Gap = 3;

    /// <summary>What is shorter fits any terminal as it is.</summary>
    private const int MostInOne = 20;

    /// <summary>The lines of a screen, without line ends.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="isMeasuring">The interval is still to come.</param>
    public IReadOnlyList<string> Draw(InspectionReport report, bool isMeasuring = false)
    {
        int whole = Math.Max(Narrowest, width), half = (whole - Gap) / 2;
        string interval = report.Interval is { } time ? ValueText.Duration(time) : "";
        string head = report.Interval is not null ? $" · interval {interval}" : isMeasuring ? " · now and since the start; the interval is being measured" : "";
        IEnumerable<string> lines =
        [
            .. WrappedText.Lines(report.Answer, whole).Select(line => Paint(Bold + Colour(report.Judgement), line)),
            .. WrappedText.Lines($"{report.Title} · {report.Time:yyyy-MM-dd HH:mm:ss} UTC{head}", whole),
        ];
        bool isWide = sideBySide && half >= LeastHalf && report.Sections.Sum(section => section.Lines.Count) > MostInOne;
        List<(string Text, int Columns)>[] sections = [.. report.Sections.Select(section => Lines(section, interval, isWide ? half : whole))];
        return [.. lines, .. isWide ? SideBySide(sections, half) : sections.SelectMany(section => section.Select(line => line.Text))];
    }

    /// <summary>The sections in their order, down the left column and then down the right one, so that neither is much longer.</summary>
    private static IEnumerable<string> SideBySide(List<(string Text, int Columns)>[] sections, int half)
    {
        int split = Enumerable.Range(1, sections.Length).MinBy(count => Math.Max(sections.Take(count).Sum(lines => lines.Count), sections.Skip(count).Sum(lines => lines.Count)));
        (string Text, int Columns)[] left = [.. sections.Take(split).SelectMany(lines => lines)], right = [.. sections.Skip(split).SelectMany(lines => lines)];
        for (int i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            (string text, int columns) = i < left.Length ? left[i] : ("", 0);
            string beside = i < right.Length ? right[i].Text : "";
            yield return beside.Length == 0 ? text : text + new string(' ', Math.Max(1, half + Gap - columns)) + beside;
        }
    }

    private static string NameOf(InspectionLine line) => new string(' ', 2 * line.Depth) + line.Name;

    private static string Colour(Judgement judgement) => judgement switch
    {
        Judgement.Bad => Red,
        Judgement.Warn => Yellow,
        _ => Green,
    };

    private List<(string Text, int Columns)> Lines(SectionReport section, string interval, int columns)
    {
        const int Unseen = 12;
        List<(string, int)> lines = [("", 0), (Paint(Bold, section.Title), TextFit.Columns(section.Title))];
        int nameWidth = section.Lines.Select(line => NameOf(line).Length).Where(length => length <= columns / NameShare).Append(NameWidth).Max();
        foreach (InspectionLine line in section.Lines)
            AddLine(line, interval, nameWidth, columns, lines);
        foreach (string unseen in section.Unseen)
            AddWrapped($"  {Paint(Faint, "not seen")}  ", Unseen, unseen, columns, lines);
        return lines;
    }

    private void AddLine(InspectionLine line, string interval, int nameWidth, int columns, List<(string, int)> lines)
    {
        string span = line.Span switch
        {
            LineSpan.Interval => interval,
            LineSpan.Lifetime => "lifetime",
            _ => "now",
        };
        string name = NameOf(line);
        string word = InspectionLineDocument.Word(line.Judgement);
        string start = $"  {Paint(Colour(line.Judgement), word.PadRight(MarkWidth))}  {Paint(Faint, span.PadRight(SpanWidth))} {name.PadRight(nameWidth)} ";
        int indent = 2 + MarkWidth + 2 + SpanWidth + 1 + nameWidth + 1;
        if (name.Length > nameWidth)
        {
            // What is said of it stays in line with the others.
            lines.Add((start, indent - nameWidth + TextFit.Columns(name)));
            start = new string(' ', indent);
        }

        AddWrapped(start, indent, line.Reason.Length > 0 ? $"{line.Text} – {line.Reason}" : line.Text, columns, lines);
    }

    private static void AddWrapped(string start, int indent, string text, int columns, List<(string, int)> lines)
    {
        foreach (string part in WrappedText.Lines(text, Math.Max(Narrowest / 2, columns - indent)))
        {
            lines.Add((start + part, indent + TextFit.Columns(part)));
            start = new string(' ', indent);
        }
    }

    private string Paint(string style, string text) => colour ? style + text + Reset : text;
}
