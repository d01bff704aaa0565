using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Rendering.Html;
using static Sonde.Diagnosis.Rendering.Html.HtmlParts;

namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>One self-contained file: a lane for each object over the time, and the list below. No script, nothing from elsewhere.</summary>
internal sealed class HtmlTimeline : ITimelineWriter
{
    public string Name => "html";

    public IReadOnlyList<string> Extensions => [".html", ".htm"];

    public string Description => "lanes over time, one file to open in a browser";

    public void Write(Timeline timeline, TextWriter output, DiagnosisLayout layout)
    {
        WriteHead("Timeline", hasScript: false, output);
        output.WriteLine($"<header><h1>Timeline</h1><p>{Text(TimelineWords.Summary(timeline))}</p></header>");
        if (timeline.First is { } first)
        {
            output.WriteLine($"<p class=\"answer\"><b>First went wrong</b> at {Wording.Clock(first.Time, timeline.CapturedAt)}: "
                + $"{HtmlParts.Object(first.Subject)}, {Text(first.Text)} <span class=\"soft\">{Text(TimelineWords.Repetition(first))}</span></p>");
        }

        if (timeline.Entries.Count > 0)
        {
            TimelineLanes.Write(timeline, null, output);
            TimelineLanes.WriteEntries(timeline, output);
        }

        if (timeline.BlindSpots.Count > 0)
        {
            output.WriteLine("<section><h2>Not seen</h2><ul>");
            foreach (BlindSpot spot in timeline.BlindSpots)
                output.WriteLine($"<li><b>{Text(spot.What)}</b>: {Text(spot.Why)}</li>");
            output.WriteLine("</ul></section>");
        }

        WriteFoot(layout.ToolVersion, hasScript: false, output);
    }
}
