using Sonde.Inspection.Subjects;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>Each disk's use, queue and latency, computed as iostat(1) does.</summary>
internal sealed class DisksSection : InspectionSection
{
    private const double BusyWarn = 0.8, BusyBad = 0.95;

    /// <summary>A request that takes longer is felt, on spinning disks as well.</summary>
    private const double SlowMilliseconds = 50, VerySlowMilliseconds = 200;

    private Dictionary<string, DiskStat> _last = [];

    /// <inheritdoc/>
    public override string Title => "Disks";

    /// <inheritdoc/>
    public override int Order => 120;

    /// <inheritdoc/>
    public override bool AppliesTo(InspectionSubject subject) => subject.IsHost;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines) => _last = Read(subject);

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        Dictionary<string, DiskStat> now = Read(subject);
        foreach (DiskStat disk in now.Values)
        {
            if (_last.TryGetValue(disk.Name, out DiskStat? before))
                lines.Add(Line(disk, before, elapsed));
        }

        _last = now;
    }

    /// <summary>Whole devices only: what goes to a partition is counted for its disk as well.</summary>
    private static Dictionary<string, DiskStat> Read(InspectionSubject subject) => DiskStat.ReadAll(subject.Proc)
        .Where(disk => !Directory.Exists("/sys/class/block") || !File.Exists($"/sys/class/block/{disk.Name.Replace('/', '!')}/partition"))
        .ToDictionary(disk => disk.Name);

    /// <summary>The line of one disk.</summary>
    internal static InspectionLine Line(DiskStat now, DiskStat before, TimeSpan elapsed)
    {
        double seconds = elapsed.TotalSeconds;
        long reads = now.Reads - before.Reads, writes = now.Writes - before.Writes;
        double busy = Math.Min(1, (now.BusyMilliseconds - before.BusyMilliseconds) / 1000.0 / seconds);
        double queue = (now.WeightedMilliseconds - before.WeightedMilliseconds) / 1000.0 / seconds;
        double readTime = reads > 0 ? (double)(now.ReadMilliseconds - before.ReadMilliseconds) / reads : 0;
        double writeTime = writes > 0 ? (double)(now.WriteMilliseconds - before.WriteMilliseconds) / writes : 0;
        double slowest = Math.Max(readTime, writeTime);
        // An SSD works on many requests at once: busy all the time is no harm while it answers fast.
        Judgement judgement = slowest >= VerySlowMilliseconds || (busy >= BusyBad && slowest >= SlowMilliseconds) ? Judgement.Bad
            : slowest >= SlowMilliseconds || busy >= BusyWarn ? Judgement.Warn
            : Judgement.Ok;
        double readRate = (now.ReadSectors - before.ReadSectors) * DiskStat.SectorBytes / seconds,
            writeRate = (now.WrittenSectors - before.WrittenSectors) * DiskStat.SectorBytes / seconds;
        return new InspectionLine
        {
            Name = now.Name,
            Span = LineSpan.Interval,
            Text = $"{Figures.Percent(busy)} busy, queue {Figures.Number(queue, 1)}; reads {Figures.Number(reads / seconds, 0)}/s, {Figures.Bytes(readRate)}/s, "
                + $"{Figures.Number(readTime, 1)} ms each; writes {Figures.Number(writes / seconds, 0)}/s, {Figures.Bytes(writeRate)}/s, {Figures.Number(writeTime, 1)} ms each",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : slowest >= SlowMilliseconds ? "its answers are slow" : "it works nearly all the time",
            Measures =
            [
                new("utilisation", busy, "ratio"), new("queue", queue, "count"), new("reads", reads / seconds, "count/s"), new("writes", writes / seconds, "count/s"),
                new("read", readRate, "bytes/s"), new("written", writeRate, "bytes/s"), new("readTime", readTime / 1000, "seconds"),
                new("writeTime", writeTime / 1000, "seconds"),
            ],
            Answer = $"Disk {now.Name} is slow: {Figures.Number(slowest, 0)} ms for each request, {Figures.Percent(busy)} busy",
            Weight = 72,
        };
    }
}
