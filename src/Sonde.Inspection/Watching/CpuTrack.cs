using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Watching;

/// <summary>Follows the CPU that a target uses, ten times a second, and how often its quota held it back.</summary>
internal sealed class CpuTrack : IDisposable
{
    private const long NanosecondsPerMicrosecond = 1000;
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Distributions count in thousandths of a CPU.</summary>
    private const double Milli = 1000;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly InspectionSubject _subject;
    private readonly KeptFile? _file;
    private readonly bool _isUnified;
    private readonly CgroupDirectory? _quotaOf;
    private readonly ValueDistribution _short = new(), _intervals = new();
    private readonly IReadOnlyList<CpuQuotaLevel> _first;
    private IReadOnlyList<CpuQuotaLevel> _quotas;
    private TimeSpan _at, _columnAt;
    private double _used, _columnUsed;

    public CpuTrack(InspectionSubject subject)
    {
        _subject = subject;
        CgroupDirectory? counted = subject.OwnCgroupOf("cpuacct") ?? subject.OwnCgroupOf("cpu");
        _isUnified = counted?.Version == CgroupVersion.V2;
        if (subject.IsHost)
            _file = KeptFile.TryOpen($"{subject.Proc.Root}/stat", 16 << 10);
        else if (counted is not null)
            _file = KeptFile.TryOpen(counted.Path + (_isUnified ? "/cpu.stat" : "/cpuacct.usage"), 1 << 10);
        _quotaOf = subject.CgroupOf("cpu");
        _first = _quotas = _quotaOf is null ? [] : CgroupCpu.ReadQuotas(_quotaOf);
        _used = _columnUsed = ReadSeconds();
    }

    /// <summary>The tightest quota, in CPUs; null for none.</summary>
    public double? Quota => _quotas.Count > 0 ? _quotas.Min(level => level.Quota.Cpus) : null;

    /// <summary>CPUs of the machine.</summary>
    public int MachineCpus => _subject.MachineCpus;

    /// <summary>CPUs that 95 % of the intervals did not exceed.</summary>
    public double P95 => _intervals.Percentile(0.95) / Milli;

    /// <summary>CPUs in the busiest tenth of a second.</summary>
    public double Most => _short.Most / Milli;

    /// <summary>Throttling since the watch began, at the level where it was worst; null without a quota.</summary>
    public (CpuQuotaLevel Level, CpuThrottling Throttling)? Throttling => Worst(_quotas, _first);

    /// <summary>Reads, when it is time to.</summary>
    public void Tick(TimeSpan at)
    {
        if (at - _at < Every)
            return;
        double used = ReadSeconds();
        _short.Add(Math.Max(0, used - _used) / (at - _at).TotalSeconds * Milli);
        (_used, _at) = (used, at);
    }

    /// <summary>CPUs used since the last call, and the share of periods that were throttled; null without a quota.</summary>
    public (double Cpus, double? Throttled) TakeColumn(TimeSpan at)
    {
        double used = ReadSeconds(), seconds = (at - _columnAt).TotalSeconds;
        double cpus = seconds > 0 ? Math.Max(0, used - _columnUsed) / seconds : 0;
        (_columnUsed, _columnAt) = (used, at);
        _intervals.Add(cpus * Milli);
        IReadOnlyList<CpuQuotaLevel> before = _quotas;
        _quotas = _quotaOf is null ? [] : CgroupCpu.ReadQuotas(_quotaOf);
        return (cpus, Worst(_quotas, before)?.Throttling.Share);
    }

    public void Dispose() => _file?.Dispose();

    private static (CpuQuotaLevel Level, CpuThrottling Throttling)? Worst(IReadOnlyList<CpuQuotaLevel> now, IReadOnlyList<CpuQuotaLevel> before) =>
        (from level in now
         let known = before.FirstOrDefault(one => one.Directory == level.Directory)
         where known is not null
         select (level, level.Throttling.Since(known.Throttling)))
        .OrderByDescending(pair => pair.Item2.Share).Cast<(CpuQuotaLevel, CpuThrottling)?>().FirstOrDefault();

    private double ReadSeconds()
    {
        if (_file is null)
            return Ticks() / (double)ProcessStat.TicksPerSecond;
        if (_subject.IsHost)
            return BusyTicks(_file) / (double)ProcessStat.TicksPerSecond;
        if (_isUnified)
            return KeptFile.Find(_file.Read(), "usage_usec"u8) * NanosecondsPerMicrosecond / NanosecondsPerSecond;
        return _file.TryReadNumber(out long nanoseconds) ? nanoseconds / NanosecondsPerSecond : _used;
    }

    private ulong Ticks()
    {
        ulong ticks = 0;
        foreach (ProcessId process in _subject.Processes)
        {
            if (_subject.Proc.TryReadStat(process) is { } stat)
                ticks += stat.UserTicks + stat.SystemTicks;
        }

        return ticks;
    }

    /// <summary>The first line of <c>/proc/stat</c>: all but idle and iowait, which are the fourth and fifth number (proc_stat(5)).</summary>
    private static long BusyTicks(KeptFile file)
    {
        Span<long> ticks = stackalloc long[8];
        if (!file.TryReadNumbers(ticks, skip: "cpu  ".Length))
            return 0;
        long sum = 0;
        for (int i = 0; i < ticks.Length; i++)
            sum += i is 3 or 4 ? 0 : ticks[i];
        return sum;
    }
}
