using System.Globalization;
using System.Net;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>One self-contained file: a lane for each object over the time, and the list below. No script, nothing from elsewhere.</summary>
internal sealed class HtmlTimeline : ITimelineWriter
{
    private const int Left = 250, Right = 20, Top = 34, Row = 30, Width = 1120, Ticks = 6;

    public string Name => "html";

    public IReadOnlyList<string> Extensions => [".html", ".htm"];

    public string Description => "lanes over time, one file to open in a browser";

    public void Write(Timeline timeline, TextWriter output, DiagnosisLayout layout)
    {
        output.WriteLine("<!DOCTYPE html>");
        output.WriteLine("<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        output.WriteLine($"<title>Timeline</title><style>{Style}</style></head><body><main>");
        output.WriteLine($"<header><h1>Timeline</h1><p>{Text(TimelineWords.Summary(timeline))}</p></header>");
        if (timeline.First is { } first)
        {
            output.WriteLine($"<p class=\"answer\"><b>First went wrong</b> at {Wording.Clock(first.Time, timeline.CapturedAt)}: "
                + $"<span class=\"kind\">{Text(first.Subject.Kind)}</span> <b>{Text(NameOf(first.Subject))}</b>, {Text(first.Text)} <span class=\"soft\">{Text(TimelineWords.Repetition(first))}</span></p>");
        }

        if (timeline.Entries.Count > 0)
        {
            WriteLanes(timeline, output);
            WriteList(timeline, output);
        }

        if (timeline.BlindSpots.Count > 0)
        {
            output.WriteLine("<section><h2>Not seen</h2><ul>");
            foreach (BlindSpot spot in timeline.BlindSpots)
                output.WriteLine($"<li><b>{Text(spot.What)}</b>: {Text(spot.Why)}</li>");
            output.WriteLine("</ul></section>");
        }

        output.WriteLine($"<footer>sonde {Text(layout.ToolVersion)}</footer></main></body></html>");
    }

    private static void WriteLanes(Timeline timeline, TextWriter output)
    {
        ObjectRef[] lanes = [.. timeline.Entries.Select(entry => entry.Subject).Distinct()];
        DateTimeOffset from = timeline.Entries.Min(entry => entry.Time);
        DateTimeOffset to = timeline.Entries.Max(entry => entry.Last);
        if (timeline.CapturedAt > to && timeline.CapturedAt - to < (to - from) + TimeSpan.FromHours(1))
            to = timeline.CapturedAt;
        double span = Math.Max(1, (to - from).TotalSeconds);
        double X(DateTimeOffset time) => Left + ((time - from).TotalSeconds / span * (Width - Left - Right));
        int height = Top + (lanes.Length * Row) + 12;
        output.WriteLine($"<div class=\"lanes\"><svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"One lane for each object, time from left to right\">");
        bool isOneDay = TimelineWords.Day(from) == TimelineWords.Day(to);
        for (int i = 0; i <= Ticks; i++)
        {
            DateTimeOffset time = from + TimeSpan.FromSeconds(span * i / Ticks);
            string x = Number(X(time));
            string anchor = i == Ticks ? "end" : i == 0 ? "start" : "middle";
            output.WriteLine($"<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y1=\"{Top - 8}\" y2=\"{height - 8}\"/><text class=\"time\" x=\"{x}\" y=\"{Top - 16}\" text-anchor=\"{anchor}\">{(isOneDay ? TimelineWords.Clock(time) : $"{TimelineWords.Day(time)[5..]} {TimelineWords.Clock(time)[..5]}")}</text>");
        }

        for (int i = 0; i < lanes.Length; i++)
        {
            int y = Top + (i * Row) + (Row / 2);
            output.WriteLine($"<line class=\"lane\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y}\" y2=\"{y}\"/>");
            string name = NameOf(lanes[i]);
            string shown = name.Length > 30 ? name[..29] + "…" : name;
            output.WriteLine($"<text class=\"name\" x=\"0\" y=\"{y + 4}\"><title>{Text(lanes[i].ToString())}</title><tspan class=\"of\">{Text(TimelineWords.Short(lanes[i].Kind))}</tspan> {Text(shown)}</text>");
            // Troubles are drawn last, so that nothing covers them.
            foreach (TimelineEntry entry in timeline.Entries.Where(entry => entry.Subject == lanes[i]).OrderBy(entry => entry.IsTrouble).ThenBy(entry => entry.IsFirst))
                WriteMark(entry, X, y, output);
        }

        output.WriteLine("</svg></div>");
        output.WriteLine("<p class=\"legend\"><span class=\"m trouble\"></span>trouble <span class=\"m first\"></span>the first <span class=\"m rollout\"></span>rollout, scaling "
            + "<span class=\"m\"></span>all else; a bar lasts from the first to the last time</p>");
    }

    private static void WriteMark(TimelineEntry entry, Func<DateTimeOffset, double> x, int y, TextWriter output)
    {
        string shape = entry.IsFirst ? "first" : entry.IsTrouble ? "trouble" : entry.Lane is Lane.Rollout or Lane.Scaling ? "rollout" : "usual";
        double from = x(entry.Time), to = x(entry.Last);
        string title = $"<title>{Text($"{TimelineWords.Clock(entry.Time)} {entry.Text} {TimelineWords.Repetition(entry)}".TrimEnd())}</title>";
        if (to - from >= 3)
            output.WriteLine($"<rect class=\"{shape} bar\" x=\"{Number(from)}\" y=\"{y - 3}\" width=\"{Number(to - from)}\" height=\"6\" rx=\"3\">{title}</rect>");
        output.WriteLine(shape == "rollout"
            ? $"<path class=\"{shape}\" d=\"M{Number(from)} {y - 7}l6 7l-6 7l-6-7z\">{title}</path>"
            : $"<circle class=\"{shape}\" cx=\"{Number(from)}\" cy=\"{y}\" r=\"{(entry.IsFirst ? 8 : entry.IsTrouble ? 5 : 3.5).ToString(CultureInfo.InvariantCulture)}\">{title}</circle>");
    }

    private static void WriteList(Timeline timeline, TextWriter output)
    {
        output.WriteLine("<table><thead><tr><th>time</th><th>what</th><th>object</th><th></th></tr></thead><tbody>");
        string day = "";
        foreach (TimelineEntry entry in timeline.Entries)
        {
            if (TimelineWords.Day(entry.Time) is var today && today != day)
                output.WriteLine($"<tr class=\"day\"><td colspan=\"4\">{day = today}</td></tr>");
            string shape = entry.IsFirst ? "first" : entry.IsTrouble ? "trouble" : "";
            output.WriteLine($"<tr class=\"{shape}\"><td class=\"when\">{TimelineWords.Clock(entry.Time)}</td><td class=\"sort\">{entry.Lane.ToString().ToLowerInvariant()}</td>"
                + $"<td class=\"who\"><span class=\"kind\">{Text(entry.Subject.Kind)}</span> {Text(NameOf(entry.Subject))}</td>"
                + $"<td>{Text(entry.Text)} <span class=\"soft\">{Text(TimelineWords.Repetition(entry))}</span></td></tr>");
        }

        output.WriteLine("</tbody></table>");
    }

    private static string NameOf(ObjectRef one) => one.Namespace.Length > 0 ? $"{one.Namespace}/{one.Name}" : one.Name;

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(c => c is '\n' or '\t' || !char.IsControl(c) ? c : '�')));

    private const string Style = """
        :root{--bg:#f6f7f9;--card:#fff;--ink:#1b1f24;--soft:#5d6670;--line:#dde1e6;--error:#c62f2f;--change:#2b6cb0;--usual:#9aa3ad;--wash:#fdecec}
        @media (prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1d2126;--ink:#e7eaee;--soft:#9aa4af;--line:#323840;--error:#ff7b72;--change:#6cb2ff;--usual:#6b747e;--wash:#3a2224}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
        main{max-width:1180px;margin:0 auto;padding:28px 20px 60px}h1{font-size:22px;margin:0}header p{margin:4px 0 16px;color:var(--soft)}
        .answer{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--error);border-radius:8px;padding:10px 16px;overflow-wrap:anywhere}
        .lanes{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 16px;overflow-x:auto}
        svg{display:block;width:100%;min-width:760px;height:auto;font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
        svg text{fill:var(--ink)}svg .time,svg .of{fill:var(--soft)}.tick,.lane{stroke:var(--line)}
        circle.usual,rect.usual{fill:var(--usual)}.rollout{fill:var(--change)}circle.trouble,rect.trouble{fill:var(--error)}rect.bar{opacity:.35}
        circle.first{fill:var(--error);stroke:var(--ink);stroke-width:2.5}rect.first{fill:var(--error)}
        .legend{color:var(--soft);font-size:13px;margin:8px 0 20px}.m{display:inline-block;width:10px;height:10px;border-radius:50%;background:var(--usual);margin:0 5px 0 14px}
        .m.trouble{background:var(--error)}.m.first{background:var(--error);outline:2px solid var(--ink)}.m.rollout{background:var(--change);border-radius:1px;transform:rotate(45deg)}
        table{width:100%;border-collapse:collapse;background:var(--card);border:1px solid var(--line);border-radius:8px;font-size:14px}
        th{text-align:left;color:var(--soft);font-weight:500}th,td{padding:5px 12px;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
        .when,.sort{white-space:nowrap;color:var(--soft);font-variant-numeric:tabular-nums}.who{width:27%}.kind,.soft{color:var(--soft)}
        tr.trouble td:last-child{color:var(--error)}tr.first{background:var(--wash);font-weight:600}tr.first td:last-child{color:var(--error)}tr.day td{color:var(--soft);font-weight:600;background:var(--bg)}
        h2{font-size:16px}section li{overflow-wrap:anywhere}footer{margin-top:28px;color:var(--soft);font-size:13px}
        """;
}
