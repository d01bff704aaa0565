using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>For a terminal: one line for each entry, cut to its width; troubles and the first of them marked.</summary>
internal sealed class TextTimeline : ITimelineWriter
{
    private const int LaneWidth = 9;
    private const int WidestSubject = 34;

    public string Name => "text";

    public IReadOnlyList<string> Extensions => [".txt"];

    public string Description => "one line for each entry, the oldest first";

    public void Write(Timeline timeline, TextWriter output, DiagnosisLayout layout)
    {
        bool isWide = TimelineWords.HasSeveralNamespaces(timeline);
        int width = Math.Min(WidestSubject, timeline.Entries.Select(entry => TimelineWords.Name(entry.Subject, isWide).Length).DefaultIfEmpty(0).Max());
        string day = "";
        foreach (TimelineEntry entry in timeline.Entries)
        {
            if (TimelineWords.Day(entry.Time) is var today && today != day)
                output.WriteLine(Colour(day = today, "2", layout));
            Write(entry, TimelineWords.Name(entry.Subject, isWide), width, output, layout);
        }

        if (timeline.Entries.Count > 0)
            output.WriteLine();
        if (timeline.First is { } first)
            output.WriteLine(Colour($"▶ first went wrong at {Wording.Clock(first.Time, timeline.CapturedAt)}: {TextLayout.Printable($"{first.Subject}, {first.Text}")}", "1;31", layout));
        output.WriteLine(Colour(TimelineWords.Summary(timeline), "2", layout));
    }

    private static void Write(TimelineEntry entry, string name, int width, TextWriter output, DiagnosisLayout layout)
    {
        string mark = entry.IsFirst ? "▶" : entry.IsTrouble ? "✖" : " ";
        string subject = TextLayout.Printable(name);
        subject = subject.Length > width ? subject[..(width - 1)] + "…" : subject.PadRight(width);
        string repetition = TimelineWords.Repetition(entry);
        string head = $"{mark} {TimelineWords.Clock(entry.Time)}  {entry.Lane.ToString().ToLowerInvariant().PadRight(LaneWidth)}  {subject}  ";
        string tail = repetition.Length > 0 ? $"  ({repetition})" : "";
        string text = TextLayout.Printable(entry.Text);
        // The words give way; how often and how long never does.
        int room = Math.Max(20, layout.Width - head.Length - tail.Length);
        if (text.Length > room)
            text = text[..(room - 1)] + "…";
        string line = head + text + tail;
        output.WriteLine(entry.IsFirst ? Colour(line, "1;31", layout) : entry.IsTrouble ? Colour(line, "31", layout) : line);
    }

    private static string Colour(string text, string code, DiagnosisLayout layout) => layout.UsesColour ? $"\e[{code}m{text}\e[0m" : text;
}
