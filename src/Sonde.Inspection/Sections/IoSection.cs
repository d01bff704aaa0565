using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>Block I/O: how much, what limits it, and how long it was waited for.</summary>
internal sealed class IoSection : InspectionSection
{
    /// <summary>Share of the interval that one thread, or several together, stood waiting for a disk.</summary>
    private const double WaitWarnShare = 0.2, WaitBadShare = 0.8;

    private readonly PressureReading _pressure = new("io", some: 0.4, full: 0.2);
    private CgroupIo? _last;
    private double _waited;

    /// <inheritdoc/>
    public override string Title => "I/O";

    /// <inheritdoc/>
    public override int Order => 30;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        _last = Read(subject);
        if (_last is { } io)
        {
            lines.Add(new InspectionLine
            {
                Name = "transferred",
                Span = LineSpan.Lifetime,
                Text = $"{Figures.Bytes(io.ReadBytes)} read, {Figures.Bytes(io.WrittenBytes)} written",
                Measures = Measures(io, 1, ""),
            });
        }
        else
        {
            lines.AddUnseen($"block I/O: {subject.WhyHidden("blkio") ?? "it has no cgroup of its own with the io or blkio controller"}");
        }

        foreach (string limit in Cgroup(subject) is { } cgroup ? CgroupIo.ReadLimits(cgroup) : [])
            lines.Add(new InspectionLine { Name = "limit", Text = limit });
        _waited = WaitedSeconds(subject);
        _pressure.AddNow(subject, lines);
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        double seconds = elapsed.TotalSeconds;
        if (Read(subject) is { } now && _last is { } before)
        {
            CgroupIo io = now.Since(before);
            _last = now;
            lines.Add(new InspectionLine
            {
                Name = "rate",
                Span = LineSpan.Interval,
                Text = $"{Figures.Bytes(io.ReadBytes / seconds)}/s read in {Figures.Number(io.Reads / seconds, 0)} operations/s, "
                    + $"{Figures.Bytes(io.WrittenBytes / seconds)}/s written in {Figures.Number(io.Writes / seconds, 0)} operations/s",
                Measures = Measures(io, seconds, "/s"),
            });
        }

        double waited = WaitedSeconds(subject), share = Math.Max(0, waited - _waited) / seconds;
        _waited = waited;
        Judgement judgement = share >= WaitBadShare ? Judgement.Bad : share >= WaitWarnShare ? Judgement.Warn : Judgement.Ok;
        lines.Add(new InspectionLine
        {
            Name = "disk wait",
            Span = LineSpan.Interval,
            Text = $"{Figures.Time(share * seconds)} of its main threads' time",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : "it stands still until the disk answers",
            Measures = [new("diskWait", share, "ratio")],
            Answer = $"Waits for the disk {Figures.Percent(share)} of the time",
            Weight = 55,
        });
        _pressure.AddInterval(subject, elapsed, lines);
    }

    private static CgroupDirectory? Cgroup(InspectionSubject subject) => subject.CgroupOf("blkio") ?? subject.CgroupOf("io");

    private static CgroupIo? Read(InspectionSubject subject) => Cgroup(subject) is { } cgroup ? CgroupIo.TryRead(cgroup) : null;

    private static double WaitedSeconds(InspectionSubject subject) =>
        subject.Processes.Select(subject.Proc.TryReadStat).Sum(stat => (double)(stat?.BlockIoDelayTicks ?? 0)) / ProcessStat.TicksPerSecond;

    private static Measure[] Measures(CgroupIo io, double seconds, string per) =>
    [
        new("read", io.ReadBytes / seconds, "bytes" + per), new("written", io.WrittenBytes / seconds, "bytes" + per),
        new("reads", io.Reads / seconds, "count" + per), new("writes", io.Writes / seconds, "count" + per),
    ];
}
