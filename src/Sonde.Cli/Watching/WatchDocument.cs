using Sonde.Cli.Output;
using Sonde.Inspection.Watching;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Cli.Watching;

/// <summary>One line of <c>sonde inspect --watch -o json</c>: all that has been seen so far, and the last interval.</summary>
/// <param name="ApiVersion">Version of this document's shape.</param>
/// <param name="Kind">Kind of document.</param>
/// <param name="Time">The end of the interval.</param>
/// <param name="Target">What the user asked for.</param>
/// <param name="Title">What it is.</param>
/// <param name="ElapsedSeconds">Since the watch began.</param>
/// <param name="IsLast">The watch has ended.</param>
/// <param name="Answer">The screen's first line.</param>
/// <param name="Judgement">ok, warn or bad.</param>
/// <param name="Memory">Memory, in bytes.</param>
/// <param name="Cpu">CPU.</param>
/// <param name="Processes">The largest processes.</param>
/// <param name="Advice">What to request and to limit.</param>
/// <param name="Readings">Readings of memory so far.</param>
/// <param name="LongestGapSeconds">The longest time between two of them.</param>
/// <param name="OwnCpus">CPU that Sonde uses, in CPUs.</param>
/// <param name="IsGone">The target has ended.</param>
/// <param name="ProcessCount">How many processes there are.</param>
internal sealed record WatchDocument(
    string ApiVersion, string Kind, DateTimeOffset Time, string Target, string Title, double ElapsedSeconds, bool IsLast, string Answer, string Judgement,
    WatchMemoryDocument Memory, WatchCpuDocument Cpu, IReadOnlyList<WatchProcessDocument> Processes, IReadOnlyList<ResourceAdvice> Advice,
    long Readings, double LongestGapSeconds, double OwnCpus, bool IsGone, int ProcessCount)
{
    /// <summary>Turns a report into the document.</summary>
    public static WatchDocument From(string target, WatchReport report, bool isLast)
    {
        WatchColumn last = report.Columns[^1];
        return new WatchDocument(
            SondeJson.ApiVersion, "InspectionWatch", report.Start + report.Elapsed, target, report.Title, report.Elapsed.TotalSeconds, isLast, report.Answer,
            InspectionLineDocument.Word(report.Judgement),
            new WatchMemoryDocument(
                report.Needed, report.Current, last.Least, last.Most, report.MedianNeeded, report.P95Needed, report.Limit, report.Parts.Anonymous,
                report.Parts.File, report.Parts.Shared, report.Parts.Kernel, WatchPeakDocument.From(report), report.UnseenPeak,
                report.Trend.Shape.ToString().ToLowerInvariant(), report.Trend.Growth, report.Trend.Reason, report.OomKills, last.ReadRate, last.WriteRate),
            new WatchCpuDocument(last.Cpus, report.CpuP95, report.CpuMost, report.Quota, last.Throttled, report.Throttled, report.Sufficient),
            [.. report.Processes.Select(process => new WatchProcessDocument(process.Id.Value, process.Name, process.Resident, process.Peak, process.Cpus))],
            report.Advice, report.Readings, report.LongestGap.TotalSeconds, report.OwnCpus, report.IsGone, report.ProcessCount);
    }

    /// <summary>The report again, with the intervals that were seen before this one.</summary>
    /// <param name="before">The report of the interval before; null for the first.</param>
    /// <param name="title">Makes what the user knows the target by from what it is called where it was watched.</param>
    public WatchReport After(WatchReport? before, Func<string, string> title)
    {
        DateTimeOffset start = Time - TimeSpan.FromSeconds(ElapsedSeconds);
        var column = new WatchColumn(
            TimeSpan.FromSeconds(ElapsedSeconds), Memory.Least, Memory.Most, Cpu.Used, Cpu.Throttled, Memory.DiskRead, Memory.DiskWritten);
        return new WatchReport
        {
            Title = title(Title),
            Start = start,
            Elapsed = TimeSpan.FromSeconds(ElapsedSeconds),
            IsGone = IsGone,
            Columns = [.. (before?.Columns ?? []).TakeLast(WatchReport.MostColumns - 1), column],
            Needed = Memory.Needed,
            Current = Memory.Current,
            Parts = new MemoryParts(Memory.Anonymous, Memory.Cache, Memory.Shared, Memory.Kernel, 0),
            Limit = Memory.Limit,
            MedianNeeded = Memory.P50,
            P95Needed = Memory.P95,
            Peak = Memory.Peak?.ToPeak(start),
            UnseenPeak = Memory.UnseenPeak,
            Trend = new MemoryTrend(
                Enum.TryParse(Memory.Shape, ignoreCase: true, out MemoryShape shape) ? shape : MemoryShape.Unknown, Memory.Growth, Memory.Reason),
            OomKills = Memory.OomKills,
            Quota = Cpu.Quota,
            CpuP95 = Cpu.P95,
            CpuMost = Cpu.Most,
            Throttled = Cpu.ThrottledSoFar,
            Sufficient = Cpu.Sufficient,
            ProcessCount = ProcessCount,
            Processes = [.. Processes.Select(one => new WatchedProcess(new ProcessId(one.Pid), one.Name, one.Resident, one.Peak, one.Cpus))],
            Readings = Readings,
            LongestGap = TimeSpan.FromSeconds(LongestGapSeconds),
            OwnCpus = OwnCpus,
            Advice = Advice,
        };
    }
}
