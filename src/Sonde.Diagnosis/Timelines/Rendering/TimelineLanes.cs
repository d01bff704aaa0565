using System.Globalization;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering.Html;
using static Sonde.Diagnosis.Rendering.Html.HtmlParts;

namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>Draws what happened: a lane for each object over the time; and lists it.</summary>
internal static class TimelineLanes
{
    private const int Left = 250, Right = 20, Top = 34, Row = 30, Width = 1120, HalfLabel = 40, MostLanes = 16;

    /// <summary>Draws a lane for each object.</summary>
    /// <param name="timeline">What happened; at least one entry.</param>
    /// <param name="named">Objects that matter: of many, they and those with troubles get lanes; null: all get one.</param>
    /// <param name="output">Where to.</param>
    /// <returns>How many objects have no lane.</returns>
    public static int Write(Timeline timeline, IReadOnlySet<ObjectRef>? named, TextWriter output)
    {
        ObjectRef[] all = [.. timeline.Entries.Select(entry => entry.Subject).Distinct()];
        ObjectRef[] lanes = named is null ? all : Choose(timeline, all, named);
        DateTimeOffset from = timeline.Entries.Min(entry => entry.Time);
        DateTimeOffset to = timeline.Entries.Max(entry => entry.Last);
        if (timeline.CapturedAt > to && timeline.CapturedAt - to < (to - from) + TimeSpan.FromHours(1))
            to = timeline.CapturedAt;
        double span = Math.Max(1, (to - from).TotalSeconds);
        double X(DateTimeOffset time) => Left + ((time - from).TotalSeconds / span * (Width - Left - Right));
        int height = Top + (lanes.Length * Row) + 12;
        output.WriteLine($"<div class=\"lanes\" tabindex=\"0\" role=\"group\" aria-label=\"What happened, drawn\"><svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"One lane for each object, time from left to right\">");
        foreach ((DateTimeOffset time, string text) in TimeTicks.Between(from, to))
        {
            double x = X(time);
            string anchor = x > Width - Right - HalfLabel ? "end" : "middle";
            output.WriteLine($"<line class=\"tick\" x1=\"{Number(x)}\" x2=\"{Number(x)}\" y1=\"{Top - 8}\" y2=\"{height - 8}\"/><text class=\"time\" x=\"{Number(x)}\" y=\"{Top - 16}\" text-anchor=\"{anchor}\">{text}</text>");
        }

        for (int i = 0; i < lanes.Length; i++)
        {
            int y = Top + (i * Row) + (Row / 2);
            output.WriteLine($"<line class=\"lane\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y}\" y2=\"{y}\"/>");
            string name = NameOf(lanes[i]);
            string shown = ElideMiddle(name, 30);
            output.WriteLine($"<text class=\"name\" x=\"0\" y=\"{y + 4}\"><title>{Text(lanes[i].ToString())}</title><tspan class=\"of\">{Text(TimelineWords.Short(lanes[i].Kind))}</tspan> {Text(shown)}</text>");
            // Troubles are drawn last, so that nothing covers them.
            foreach (TimelineEntry entry in timeline.Entries.Where(entry => entry.Subject == lanes[i]).OrderBy(entry => entry.IsTrouble).ThenBy(entry => entry.IsFirst))
                WriteMark(entry, X, y, output);
        }

        output.WriteLine("</svg></div>");
        output.WriteLine("<p class=\"legend\"><span class=\"m trouble\"></span>trouble <span class=\"m first\"></span>the first <span class=\"m rollout\"></span>rollout, scaling "
            + "<span class=\"m\"></span>all else; a bar lasts from the first to the last time</p>");
        return all.Length - lanes.Length;
    }

    /// <summary>Of many objects those of which the diagnosis speaks, then those that had troubles, in the order in which they appear.</summary>
    private static ObjectRef[] Choose(Timeline timeline, ObjectRef[] all, IReadOnlySet<ObjectRef> named)
    {
        HashSet<ObjectRef> troubled = [.. timeline.Entries.Where(entry => entry.IsTrouble).Select(entry => entry.Subject)];
        HashSet<ObjectRef> chosen = [.. all.OrderByDescending(named.Contains).ThenByDescending(troubled.Contains).Take(MostLanes)];
        return [.. all.Where(chosen.Contains)];
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

    /// <summary>Lists everything that happened.</summary>
    public static void WriteEntries(Timeline timeline, TextWriter output)
    {
        output.WriteLine("<table class=\"entries\"><thead><tr><th>time</th><th>what</th><th>object</th><th></th></tr></thead><tbody>");
        string day = "";
        foreach (TimelineEntry entry in timeline.Entries)
        {
            if (TimelineWords.Day(entry.Time) is var today && today != day)
                output.WriteLine($"<tr class=\"day\"><td colspan=\"4\">{day = today}</td></tr>");
            string shape = entry.IsFirst ? "first" : entry.IsTrouble ? "trouble" : "";
            output.WriteLine($"<tr class=\"{shape}\"><td class=\"when\">{TimelineWords.Clock(entry.Time)}</td><td class=\"sort\">{entry.Lane.ToString().ToLowerInvariant()}</td>"
                + $"<td class=\"who\">{HtmlParts.Object(entry.Subject)}</td>"
                + $"<td>{Text(entry.Text)} <span class=\"soft\">{Text(TimelineWords.Repetition(entry))}</span></td></tr>");
        }

        output.WriteLine("</tbody></table>");
    }
}
