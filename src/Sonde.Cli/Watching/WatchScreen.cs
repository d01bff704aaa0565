using System.Globalization;
using Sonde.Cli.Output;
using Sonde.Inspection;
using Sonde.Inspection.Watching;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Watching;

/// <summary>Draws <c>sonde inspect --watch</c> as lines that fit a screen: the answer first. Knows nothing of a terminal but colours.</summary>
/// <param name="colour">Whether lines may hold colours and weights.</param>
internal sealed class WatchScreen(bool colour)
{
    private const string Reset = "\e[0m", Bold = "\e[1m", Faint = "\e[2m", Inverse = "\e[7m", Red = "\e[31m", Yellow = "\e[33m", Green = "\e[32m";
    private const int NameWidth = 10, NumberWidth = 11, LeastSpark = 8, LeastProcesses = 1;
    private const double NewPeak = 1.05;
    private const string Advised = "To write into resources";

    /// <summary>Processes that a screen of a size shows.</summary>
    public int PageOf(WatchReport report, int width, int height) =>
        Math.Max(LeastProcesses, height - 1 - Head(report, new WatchView(), width).Count - Advice(report, width).Count - 3);

    /// <summary>The screen.</summary>
    /// <param name="report">What was seen.</param>
    /// <param name="view">How it is looked at.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Lines.</param>
    public IReadOnlyList<string> Draw(WatchReport report, WatchView view, int width, int height)
    {
        List<string> lines = [.. Head(report, view, width), ""];
        if (view.ShowsHelp)
        {
            lines.AddRange(WatchKeys.Rows.Select(row => TextFit.End($"  {row.Key,-24}{row.Meaning}", width)));
        }
        else
        {
            lines.AddRange(Processes(report, view, width, PageOf(report, width, height)));
            lines.Add("");
            lines.AddRange(Advice(report, width));
        }

        while (lines.Count < height - 1)
            lines.Add("");
        string keys = view.ShowsHelp ? " any key goes back" : " q quit   s by memory   t by CPU   p pause   ? keys";
        return [.. lines.Take(height - 1), colour ? Inverse + TextFit.End(keys, width).PadRight(width) + Reset : TextFit.End(keys, width)];
    }

    /// <summary>What stays when the watch has ended.</summary>
    /// <param name="report">What was seen.</param>
    /// <param name="width">Columns.</param>
    /// <param name="rows">Most processes.</param>
    public IReadOnlyList<string> Print(WatchReport report, int width, int rows) =>
    [
        .. Head(report, new WatchView(), width), "", .. Processes(report, new WatchView(), width, rows), "",
        .. WrappedText.Lines($"memory: {report.Trend.Reason}", width), .. Advice(report, width),
    ];

    /// <summary>One line about an interval, for a log.</summary>
    public static string Line(WatchReport report)
    {
        WatchColumn last = report.Columns[^1];
        // Told once, in the interval in which it was.
        bool isNew = report.Peak is { } peak && peak.Bytes >= peak.Usual * NewPeak && (report.Columns.Count < 2 || peak.At > report.Columns[^2].At);
        string throttled = last.Throttled is { } share ? $"  throttled {ValueText.Percent(share)}" : "";
        return $"{(report.Start + report.Elapsed).UtcDateTime:HH:mm:ss}  memory {Bytes(report.Needed)} (least {Bytes(last.Least)}, most {Bytes(last.Most)})"
            + $"  cpu {Cpus(last.Cpus)}{throttled}  processes {report.ProcessCount}"
            + (isNew ? $"  new peak {report.PeakText}" : "");
    }

    private List<string> Head(WatchReport report, WatchView view, int width)
    {
        string time = string.Create(CultureInfo.InvariantCulture, $"{(int)report.Elapsed.TotalMinutes}:{report.Elapsed.Seconds:00}");
        WatchColumn last = report.Columns[^1];
        List<string> lines =
        [
            .. WrappedText.Lines(report.Answer, width).Select(line => Paint(Bold + ColourOf(report.Judgement), line)),
            .. WrappedText.Lines(
                $"{report.Title} · {time}{(view.IsPaused ? ", paused" : report.IsGone ? ", has ended" : "")} · {ValueText.Count(report.Readings)} readings, longest gap "
                + $"{ValueText.Duration(report.LongestGap)} · costs {ValueText.Percent(report.OwnCpus)} of a CPU", width),
            "",
            Paint(Faint, TextFit.End($"{"",-NameWidth}{"NOW",NumberWidth}{"P95",NumberWidth}{"PEAK",NumberWidth}{"LIMIT",NumberWidth}", width)),
            Row("memory", report.Needed, report.P95Needed, report.Peak?.Bytes, report.Limit, Bytes, report.Columns.Select(c => (double?)c.Most), width),
            Row("cpu", last.Cpus, report.CpuP95, report.CpuMost, report.Quota, Cpus, report.Columns.Select(c => (double?)c.Cpus), width),
        ];
        if (last.Throttled is not null)
            lines.Add(Row("throttled", last.Throttled, null, report.Columns.Max(c => c.Throttled), null, ValueText.Percent, report.Columns.Select(c => c.Throttled), width));
        if (report.Columns.Any(c => c.ReadRate > 0))
            lines.Add(Row("disk read", last.ReadRate, null, report.Columns.Max(c => c.ReadRate), null, Rate, report.Columns.Select(c => c.ReadRate), width));
        if (report.Columns.Any(c => c.WriteRate > 0))
            lines.Add(Row("disk write", last.WriteRate, null, report.Columns.Max(c => c.WriteRate), null, Rate, report.Columns.Select(c => c.WriteRate), width));
        lines.AddRange(WrappedText.Lines(
            $"anonymous {Bytes(report.Parts.Anonymous)}, page cache {Bytes(report.Parts.File)}, shared and tmpfs {Bytes(report.Parts.Shared)}, kernel {Bytes(report.Parts.Kernel)}", width));
        if (report.UnseenPeak is { } unseen)
            lines.AddRange(WrappedText.Lines($"between two readings the kernel counted {Bytes(unseen)} once: --rate was too low for it", width));
        return lines;
    }

    private string Row(
        string name, double? now, double? p95, double? peak, double? limit, Func<double, string> write, IEnumerable<double?> values, int width)
    {
        string Cell(double? value) => (value is { } known ? write(known) : "–").PadLeft(NumberWidth);
        string numbers = $"{name,-NameWidth}{Cell(now)}{Cell(p95)}{Cell(peak)}{Cell(limit)}";
        int left = width - TextFit.Columns(numbers) - 2;
        if (left < LeastSpark)
            return TextFit.End(numbers, width);
        double?[] all = [.. values];
        return $"{numbers}  {Paint(Green, Sparkline.Draw(all, left, all.Max() ?? 0))}";
    }

    private IEnumerable<string> Processes(WatchReport report, WatchView view, int width, int rows)
    {
        yield return Paint(Faint, $"{"PID",8}{"RESIDENT",NumberWidth}{"PEAK",NumberWidth}{"CPU",8}  PROCESS ({ValueText.Count(report.ProcessCount)})");
        IEnumerable<WatchedProcess> all = view.ByCpu ? report.Processes.OrderByDescending(process => process.Cpus) : report.Processes;
        int skip = Math.Clamp(view.Scroll, 0, Math.Max(0, report.Processes.Count - rows));
        foreach (WatchedProcess process in all.Skip(skip).Take(rows))
            yield return TextFit.End($"{process.Id,8}{Bytes(process.Resident),NumberWidth}{Bytes(process.Peak),NumberWidth}{Cpus(process.Cpus),8}  {process.Name}", width);
    }

    private List<string> Advice(WatchReport report, int width)
    {
        if (report.Advice.Count == 0)
            return [];
        List<string> lines = [Paint(Bold, TextFit.End(report.AdviceCaveat.Length > 0 ? $"{Advised} ({report.AdviceCaveat})" : Advised, width))];
        foreach (ResourceAdvice advice in report.Advice)
        {
            string start = $"  {advice.Resource,-7} request {advice.Request ?? "?",-6} limit {advice.Limit ?? "none",-6} ";
            IEnumerable<string> reason = WrappedText.Lines(advice.Reason, Math.Max(NumberWidth * 2, width - start.Length));
            bool first = true;
            foreach (string line in reason)
            {
                lines.Add((first ? start : new string(' ', start.Length)) + line);
                first = false;
            }
        }

        return lines;
    }

    private static string Bytes(double bytes) => ValueText.Value((long)bytes, "bytes");

    private static string Rate(double bytes) => Bytes(bytes) + "/s";

    private static string Cpus(double cpus) => cpus.ToString("0.00", CultureInfo.InvariantCulture);

    private static string ColourOf(Judgement judgement) => judgement switch
    {
        Judgement.Bad => Red,
        Judgement.Warn => Yellow,
        _ => Green,
    };

    private string Paint(string style, string text) => colour ? style + text + Reset : text;
}
