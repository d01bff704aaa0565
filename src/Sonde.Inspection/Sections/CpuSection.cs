using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>CPU: how much is used, how much may be used, and how long the target stood still for want of it.</summary>
internal sealed class CpuSection : InspectionSection
{
    /// <summary>Shares of the time wanted that was spent waiting for a CPU.</summary>
    private const double WaitWarnShare = 0.2, WaitBadShare = 0.5;

    /// <summary>Below this share of one CPU wanted, a ratio says nothing.</summary>
    private const double IdleShare = 0.05;

    private const double QuotaWarnShare = 0.9;

    private readonly PressureReading _pressure = new("cpu", some: 0.8, full: 0.2);
    private readonly RunDelay _delay = new();
    private IReadOnlyList<CpuQuotaLevel> _quotas = [];
    private double? _used;
    private int _machineCpus = 1;

    /// <inheritdoc/>
    public override string Title => "CPU";

    /// <inheritdoc/>
    public override int Order => 10;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        _machineCpus = subject.MachineCpus;
        _used = ReadUsedSeconds(subject, out bool own);
        lines.Add(new InspectionLine
        {
            Name = "used",
            Span = LineSpan.Lifetime,
            Text = $"{Figures.Time(_used.Value)} of CPU time",
            Reason = own ? "" : $"by {Figures.Count(subject.Processes.Count, "process", "processes")}: {(subject.WhyHidden("cpu") is null ? "it has no cgroup of its own" : "its cgroup cannot be seen")}",
            Measures = [new("used", _used.Value, "seconds")],
        });
        _quotas = subject.CgroupOf("cpu") is { } cgroup ? CgroupCpu.ReadQuotas(cgroup) : [];
        if (subject.WhyHidden("cpu") is { } why)
            lines.AddUnseen($"quota and throttling: {why}");
        else
            lines.Add(QuotaLine());
        if (Worst(_quotas.Select(level => (level, level.Throttling))) is { } worst)
            lines.Add(ThrottleLine(worst.Level, worst.Throttling, LineSpan.Lifetime));
        _delay.Read(subject);
        _pressure.AddNow(subject, lines);
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        double used = ReadUsedSeconds(subject, out _), cpus = Math.Max(0, used - (_used ?? used)) / elapsed.TotalSeconds;
        _used = used;
        lines.Add(UsageLine(cpus));
        AddThrottling(subject, lines);
        AddDelay(subject, elapsed, lines);
        _pressure.AddInterval(subject, elapsed, lines);
    }

    private static double ReadUsedSeconds(InspectionSubject subject, out bool own)
    {
        const double NanosecondsPerSecond = 1e9;
        CgroupDirectory? counted = subject.CgroupOf("cpuacct") ?? subject.CgroupOf("cpu");
        own = counted is not null;
        if (counted is not null && CgroupCpu.TryReadUsage(counted) is { } usage)
            return usage.TotalNanoseconds / NanosecondsPerSecond;
        own = false;
        ulong ticks = 0;
        foreach (ProcessId process in subject.Processes)
        {
            if (subject.Proc.TryReadStat(process) is { } stat)
                ticks += stat.UserTicks + stat.SystemTicks;
        }

        return (double)ticks / ProcessStat.TicksPerSecond;
    }

    private static (CpuQuotaLevel Level, CpuThrottling Throttling)? Worst(IEnumerable<(CpuQuotaLevel Level, CpuThrottling Throttling)> levels) =>
        levels.OrderByDescending(level => level.Throttling.Share).ThenBy(level => level.Level.Quota.Cpus)
            .Cast<(CpuQuotaLevel, CpuThrottling)?>().FirstOrDefault();

    private InspectionLine QuotaLine() => _quotas.MinBy(level => level.Quota.Cpus) is { } tightest
        ? new InspectionLine
        {
            Name = "quota",
            Text = $"{Figures.CpuCount(tightest.Quota.Cpus)} ({tightest.Quota.QuotaMicroseconds / 1000.0:0.#} ms in each {tightest.Quota.PeriodMicroseconds / 1000.0:0.#} ms)",
            Reason = ReferenceEquals(tightest, _quotas[0]) && _quotas.Count == 1 ? "" : $"set on {tightest.Directory}",
            Measures = [new("quota", tightest.Quota.Cpus, "cpus")],
        }
        : new InspectionLine { Name = "quota", Text = $"none: all {Figures.CpuCount(_machineCpus)} of the node may be used" };

    private InspectionLine UsageLine(double cpus)
    {
        double? share = _quotas.Count > 0 ? cpus / _quotas.Min(level => level.Quota.Cpus) : null;
        return new InspectionLine
        {
            Name = "usage",
            Span = LineSpan.Interval,
            Text = $"{Figures.CpuCount(cpus)}{(share is { } of ? $", {Figures.Percent(of)} of the quota" : "")}",
            Judgement = share >= QuotaWarnShare ? Judgement.Warn : Judgement.Ok,
            Reason = share >= QuotaWarnShare ? "the quota is all but used up" : "",
            Measures = [new("usage", cpus, "cpus")],
        };
    }

    private void AddThrottling(InspectionSubject subject, SectionLines lines)
    {
        if (subject.CgroupOf("cpu") is not { } cgroup)
            return;
        IReadOnlyList<CpuQuotaLevel> now = CgroupCpu.ReadQuotas(cgroup);
        var deltas = from level in now
                     let before = _quotas.FirstOrDefault(known => known.Directory == level.Directory)
                     where before is not null
                     select (level, level.Throttling.Since(before.Throttling));
        if (Worst(deltas) is { } worst)
            lines.Add(ThrottleLine(worst.Level, worst.Throttling, LineSpan.Interval));
        _quotas = now;
    }

    private InspectionLine ThrottleLine(CpuQuotaLevel level, CpuThrottling throttling, LineSpan span)
    {
        bool lifetime = span == LineSpan.Lifetime;
        string bursts = throttling.Bursts > 0 ? $"; {Figures.Count(throttling.Bursts, "period", "periods")} in burst" : "";
        if (throttling.Throttled <= 0)
        {
            return new InspectionLine
            {
                Name = "throttled",
                Span = span,
                Text = $"never in {Figures.Count(throttling.Periods, "period", "periods")}{bursts}",
                Measures = [new("throttled", 0, "ratio"), new("periods", throttling.Periods, "count")],
            };
        }

        double sufficient = level.SufficientCpus(throttling, _machineCpus);
        string needs = sufficient > level.Quota.Cpus * 1.01
            ? $"needs about {Figures.CpuCount(sufficient)}, has {Figures.Cpus(level.Quota.Cpus)}"
            : $"has {Figures.CpuCount(level.Quota.Cpus)}";
        bool starved = throttling.Share > Limits.StarvedShare;
        string share = $"throttled in {Figures.Percent(throttling.Share)} of periods";
        return new InspectionLine
        {
            Name = "throttled",
            Span = span,
            Text = $"in {Figures.Percent(throttling.Share)} of {Figures.Count(throttling.Periods, "period", "periods")}, "
                + $"{Figures.Time(throttling.ThrottledNanoseconds / 1e9)} held back{bursts}",
            Judgement = !starved ? Judgement.Ok : lifetime ? Judgement.Warn : Judgement.Bad,
            Reason = starved ? $"over {Figures.Number(Limits.StarvedShare * 100, 0)} %: it {needs} for the periods that were cut" : "",
            Measures =
            [
                new("throttled", throttling.Share, "ratio"), new("periods", throttling.Periods, "count"),
                new("heldBack", throttling.ThrottledNanoseconds / 1e9, "seconds"), new("bursts", throttling.Bursts, "count"),
                new("sufficient", sufficient, "cpus"),
            ],
            Answer = lifetime ? $"Was CPU-starved: {share} since the start; {needs}" : $"CPU-starved: {share}; {needs}",
            Weight = lifetime ? 20 : 80,
        };
    }

    private void AddDelay(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        (double run, double wait) = _delay.Read(subject);
        double wanted = run + wait;
        if (wanted <= 0)
            return;
        double share = wait / wanted;
        bool idle = wanted / elapsed.TotalSeconds < IdleShare;
        Judgement judgement = idle || share < WaitWarnShare ? Judgement.Ok : share < WaitBadShare ? Judgement.Warn : Judgement.Bad;
        bool quota = _quotas.Count > 0;
        lines.Add(new InspectionLine
        {
            Name = "run queue",
            Span = LineSpan.Interval,
            Text = $"{Figures.Time(wait)} ready without a CPU, {Figures.Percent(share)} of the time its threads wanted one",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : quota ? "throttling counts here as well as a busy node" : "the node's CPUs are busy with other work",
            Measures = [new("wait", wait, "seconds"), new("waitShare", share, "ratio")],
            Answer = $"Waits for a CPU: ready but not running {Figures.Percent(share)} of the time{(quota ? "" : ", because the node is busy")}",
            Weight = 60,
        });
    }
}
