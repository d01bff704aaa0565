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
    /// <summary>At so much of a limit requests wait for it; a little under, they soon will.</summary>
    private const double AtLimit = 0.95, NearLimit = 0.8;

    private IReadOnlyDictionary<string, CgroupIo>? _last;
    private IReadOnlyList<CgroupIoLimit> _limits = [];
    private double _waited;

    /// <inheritdoc/>
    public override string Title => "I/O";

    /// <inheritdoc/>
    public override int Order => 30;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        _last = Read(subject);
        if (_last is not null)
        {
            CgroupIo io = CgroupIo.Sum(_last);
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

        _limits = Cgroup(subject) is { } cgroup ? CgroupIoLimit.ReadAll(cgroup) : [];
        foreach (CgroupIoLimit limit in _limits)
            lines.Add(new InspectionLine { Name = NameOf(subject, limit), Text = $"at most {Rate(limit, limit.PerSecond)}", Measures = [new("limit", limit.PerSecond, Unit(limit))] });
        _waited = WaitedSeconds(subject);
        _pressure.AddNow(subject, lines);
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        double seconds = elapsed.TotalSeconds;
        if (Read(subject) is { } now && _last is { } before)
        {
            CgroupIo io = CgroupIo.Sum(now).Since(CgroupIo.Sum(before));
            _last = now;
            foreach (CgroupIoLimit limit in _limits)
                lines.Add(LimitLine(NameOf(subject, limit), limit, limit.Of(now.GetValueOrDefault(limit.Device).Since(before.GetValueOrDefault(limit.Device))) / seconds));
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

    private static IReadOnlyDictionary<string, CgroupIo>? Read(InspectionSubject subject) => Cgroup(subject) is { } cgroup ? CgroupIo.TryReadDevices(cgroup) : null;

    /// <summary>The kernel counts no waiting for these limits: who moves as much as is allowed waits for leave.</summary>
    private static InspectionLine LimitLine(string name, CgroupIoLimit limit, double rate)
    {
        double share = rate / limit.PerSecond;
        Judgement judgement = share >= AtLimit ? Judgement.Bad : share >= NearLimit ? Judgement.Warn : Judgement.Ok;
        return new InspectionLine
        {
            Name = name,
            Span = LineSpan.Interval,
            Text = $"{Rate(limit, rate)}, {Figures.Percent(share)} of the {Rate(limit, limit.PerSecond)} allowed",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : "the limit holds it back: what is over it waits",
            Measures = [new("rate", rate, Unit(limit)), new("limit", limit.PerSecond, Unit(limit))],
            Answer = $"I/O-throttled: {name} at {Figures.Percent(share)} of the {Rate(limit, limit.PerSecond)} allowed",
            // Above that of threads in uninterruptible sleep: it is why they sleep.
            Weight = 87,
        };
    }

    private static string Rate(CgroupIoLimit limit, double perSecond) =>
        limit.IsBytes ? $"{Figures.Bytes(perSecond)}/s" : $"{Figures.Number(perSecond, 0)} operations/s";

    private static string Unit(CgroupIoLimit limit) => limit.IsBytes ? "bytes/s" : "count/s";

    /// <summary>Such as <c>sda writes</c>; by its numbers where <c>/proc/diskstats</c> has no such device.</summary>
    private static string NameOf(InspectionSubject subject, CgroupIoLimit limit)
    {
        string? name = KernelText.ReadLines($"{subject.Proc.Root}/diskstats").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(fields => fields.Length > 2 && $"{fields[0]}:{fields[1]}" == limit.Device)?[2];
        return $"{name ?? limit.Device} {(limit.IsWrite ? "writes" : "reads")}";
    }

    private static double WaitedSeconds(InspectionSubject subject) =>
        subject.Processes.Select(subject.Proc.TryReadStat).Sum(stat => (double)(stat?.BlockIoDelayTicks ?? 0)) / ProcessStat.TicksPerSecond;

    private static Measure[] Measures(CgroupIo io, double seconds, string per) =>
    [
        new("read", io.ReadBytes / seconds, "bytes" + per), new("written", io.WrittenBytes / seconds, "bytes" + per),
        new("reads", io.Reads / seconds, "count" + per), new("writes", io.Writes / seconds, "count" + per),
    ];
}
