using System.Diagnostics;
using Sonde.Inspection.KernelFindings;
using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;

namespace Sonde.Inspection.Watching;

/// <summary>
/// Watches a subject many times a second, on a thread of its own, so that it also sees what lies between two looks of a monitoring system.
/// Reading is all it does.
/// </summary>
public sealed class Watch : IDisposable
{
    /// <summary>Processes are listed this often.</summary>
    private static readonly TimeSpan ListEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two readings something always moves a little: only more than this was missed.</summary>
    private const double UnseenShare = 0.05;
    private const long LeastUnseen = 1 << 20;

    private readonly InspectionSubject _subject;
    private readonly WatchOptions _options;
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private readonly long _clock = Stopwatch.GetTimestamp();
    private readonly TimeSpan _ownCpu = Environment.CpuUsage.TotalTime;
    private readonly Lock _lock = new();
    private readonly ManualResetEvent _stop = new(false);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly ProcessSizes _sizes;
    private readonly MemoryGauge _gauge;
    private readonly MemoryTrack _memory;
    private readonly CpuTrack _cpu;
    private readonly WatchHistory _history = new();
    private readonly long? _firstPeak;
    private readonly long _firstKills;
    private CgroupIo? _io;
    private TimeSpan _listed, _columnAt;
    private long _kills;
    private long? _limit;

    /// <summary>Begins to watch.</summary>
    /// <param name="subject">What to watch; belongs to the watch until it is disposed.</param>
    /// <param name="options">How.</param>
    public Watch(InspectionSubject subject, WatchOptions? options = null)
    {
        _subject = subject;
        _options = options ?? new WatchOptions();
        _sizes = new ProcessSizes(subject);
        _sizes.Refresh();
        _sizes.Read();
        _gauge = subject.IsHost ? new MachineMemoryGauge(subject.Proc)
            : (subject.OwnCgroupOf("memory") is { } cgroup ? CgroupMemoryGauge.TryOpen(cgroup) : null) ?? (MemoryGauge)new ProcessMemoryGauge(_sizes);
        _memory = new MemoryTrack(_gauge, _sizes);
        _cpu = new CpuTrack(subject);
        _firstPeak = _gauge.ReadLifetimePeak();
        _firstKills = ReadKills();
        _io = ReadIo();
        Tick();
        _thread = new Thread(Run) { IsBackground = true, Name = "sonde watch" };
        _thread.Start();
    }

    /// <summary>Ends when the target has gone.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Ends an interval and tells what has been seen since the watch began.</summary>
    public WatchReport Take()
    {
        lock (_lock)
        {
            TimeSpan at = Stopwatch.GetElapsedTime(_clock), elapsed = at - _columnAt;
            _columnAt = at;
            bool gone = _gone.Task.IsCompleted;
            // What is left while a cgroup is being emptied says nothing of the target.
            if (!gone || _history.Recent.Count == 0)
                AddColumn(at, elapsed);
            MemoryTrend trend = MemoryTrend.Judge(_history.Whole, _memory.Values, gone);
            // Counters and limits go with the cgroup; then the kernel's log is what is left.
            _kills = Math.Max(_kills, ReadKills() - _firstKills);
            if (gone && _kills == 0)
                _kills = KernelKills.Count(_subject.Proc, _sizes.Seen, at);
            _limit = ReadLimit() ?? _limit;
            long kills = _kills;
            long? limit = _limit, peak = _gauge.ReadLifetimePeak();
            return new WatchReport
            {
                Title = _subject.Title,
                Start = _start,
                Elapsed = at,
                IsGone = gone,
                Columns = [.. _history.Recent],
                Needed = _memory.Needed,
                Current = _memory.Current,
                Parts = _memory.Parts,
                Limit = limit,
                MedianNeeded = (long)_memory.Values.Percentile(0.5),
                P95Needed = (long)_memory.Values.Percentile(0.95),
                Peak = _memory.Peak,
                UnseenPeak = peak > _firstPeak && peak - _memory.MostCurrent > Math.Max(LeastUnseen, _memory.MostCurrent * UnseenShare) ? peak : null,
                Trend = trend,
                OomKills = kills,
                Quota = _cpu.Quota,
                CpuP95 = _cpu.P95,
                CpuMost = _cpu.Most,
                Throttled = _cpu.Throttling?.Throttling.Share,
                Sufficient = _cpu.Throttling is { Throttling.Throttled: > 0 } cut ? cut.Level.SufficientCpus(cut.Throttling, _subject.MachineCpus) : null,
                ProcessCount = _sizes.Count,
                Processes = _sizes.Take(elapsed),
                Readings = _memory.Readings,
                LongestGap = _memory.LongestGap,
                OwnCpus = (Environment.CpuUsage.TotalTime - _ownCpu).TotalSeconds / Math.Max(0.001, at.TotalSeconds),
                Advice = _subject.IsHost ? [] : [ResourceAdvice.Memory(_memory.Values, trend, limit, kills), ResourceAdvice.Cpu(_cpu)],
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _gauge.Dispose();
        _sizes.Dispose();
        _cpu.Dispose();
    }

    private void Run()
    {
        TimeSpan step = TimeSpan.FromSeconds(1.0 / _options.Rate), next = step;
        TimeSpan wait = step;
        while (!_stop.WaitOne(wait))
        {
            bool alive;
            lock (_lock)
                alive = Tick();
            if (!alive)
            {
                _gone.TrySetResult();
                return;
            }

            // What was late is not made up for: two readings at once tell no more than one.
            TimeSpan now = Stopwatch.GetElapsedTime(_clock);
            next = next + step > now ? next + step : now + step;
            wait = next - now;
        }
    }

    private bool Tick()
    {
        TimeSpan at = Stopwatch.GetElapsedTime(_clock);
        if (at - _listed >= ListEvery)
        {
            _listed = at;
            _sizes.Refresh();
            if (_sizes.Count == 0)
                return false;
        }

        _cpu.Tick(at);
        return _memory.Tick(at);
    }

    private void AddColumn(TimeSpan at, TimeSpan elapsed)
    {
        (long least, long most) = _memory.TakeColumn();
        (double cpus, double? throttled) = _cpu.TakeColumn(at);
        CgroupIo? io = ReadIo();
        double seconds = Math.Max(0.001, elapsed.TotalSeconds);
        CgroupIo? since = io is { } now && _io is { } before ? now.Since(before) : null;
        _io = io;
        _history.Add(new WatchColumn(at, least, most, cpus, throttled, since?.ReadBytes / seconds, since?.WrittenBytes / seconds));
    }

    private long ReadKills() => _subject.OwnCgroupOf("memory") is { } cgroup ? CgroupMemory.TryRead(cgroup)?.OomKills ?? _firstKills : 0;

    private CgroupIo? ReadIo() => (_subject.OwnCgroupOf("io") ?? _subject.OwnCgroupOf("blkio")) is { } cgroup ? CgroupIo.TryRead(cgroup) : null;

    private long? ReadLimit() => _subject.CgroupOf("memory") is { } cgroup ? CgroupLimits.ReadMemoryLimit(cgroup)?.LimitBytes : null;
}
