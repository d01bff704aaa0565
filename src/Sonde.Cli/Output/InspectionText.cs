using Sonde.Inspection;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Output;

/// <summary>Draws the screen of <c>sonde inspect</c>: the answer first, then a line for each figure with its judgement.</summary>
/// <param name="width">Columns.</param>
/// <param name="colour">Whether lines may hold colours.</param>
internal sealed class InspectionText(int width, bool colour)
{
    private const string Reset = "\e[0m", Bold = "\e[1m", Faint = "\e[2m", Red = "\e[31m", Yellow = "\e[33m", Green = "\e[32m";
    private const int NameWidth = 14, SpanWidth = 9, MarkWidth = 4, Narrowest = 60;

    /// <summary>Names, such as those of pods, take no more of a line than one part of so many.</summary>
    private const int NameShare = 3;

    /// <summary>The lines of a screen, without line ends.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="isMeasuring">The interval is still to come.</param>
    public IReadOnlyList<string> Draw(InspectionReport report, bool isMeasuring = false)
    {
        string interval = report.Interval is { } time ? ValueText.Duration(time) : "";
        string head = report.Interval is not null ? $" · interval {interval}" : isMeasuring ? " · now and since the start; the interval is being measured" : "";
        List<string> lines =
        [
            .. WrappedText.Lines(report.Answer, Columns).Select(line => Paint(Bold + Colour(report.Judgement), line)),
            $"{report.Title} · {report.Time:yyyy-MM-dd HH:mm:ss} UTC{head}",
        ];
        foreach (SectionReport section in report.Sections)
        {
            lines.Add("");
            lines.Add(Paint(Bold, section.Title));
            int nameWidth = section.Lines.Select(line => NameOf(line).Length).Where(length => length <= Columns / NameShare).Append(NameWidth).Max();
            foreach (InspectionLine line in section.Lines)
                AddLine(line, interval, nameWidth, lines);
            foreach (string unseen in section.Unseen)
                AddWrapped($"  {Paint(Faint, "not seen")}  ", 12, unseen, lines);
        }

        return lines;
    }

    private int Columns => Math.Max(Narrowest, width);

    private static string NameOf(InspectionLine line) => new string(' ', 2 * line.Depth) + line.Name;

    private void AddLine(InspectionLine line, string interval, int nameWidth, List<string> lines)
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
        int indent = 2 + MarkWidth + 2 + SpanWidth + 1 + Math.Max(nameWidth, name.Length) + 1;
        AddWrapped(start, indent, line.Reason.Length > 0 ? $"{line.Text} – {line.Reason}" : line.Text, lines);
    }

    private void AddWrapped(string start, int indent, string text, List<string> lines)
    {
        bool first = true;
        foreach (string part in WrappedText.Lines(text, Math.Max(Narrowest / 2, Columns - indent)))
        {
            lines.Add((first ? start : new string(' ', indent)) + part);
            first = false;
        }
    }

    private static string Colour(Judgement judgement) => judgement switch
    {
        Judgement.Bad => Red,
        Judgement.Warn => Yellow,
        _ => Green,
    };

    private string Paint(string style, string text) => colour ? style + text + Reset : text;
}
