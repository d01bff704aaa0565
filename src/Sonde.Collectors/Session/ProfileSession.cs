using System.Globalization;
using Sonde.Linux;
using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Session;

/// <summary>
/// Runs collectors over the processes of a target, which come and go meanwhile, and brings their profiles together. A
/// session runs once.
/// </summary>
public sealed class ProfileSession : IAsyncDisposable
{
    /// <summary>How often processes are looked up when that is cheap: a process that lives shorter may be missed.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looking processes up may take one part in this many of the time: a container of thousands is looked at less often.</summary>
    private const int RefreshShare = 25;

    private readonly IReadOnlyList<ICollector> _collectors;
    private readonly TargetProcesses _processes;
    private readonly SessionOptions _options;
    private readonly TimeProvider _time;
    private readonly CollectorAssignment _assignment;
    private readonly List<ProcessIdentity> _alive = [];
    private readonly Dictionary<ICollector, Task> _running = [];
    private readonly BootClock _bootClock;

    // Replaced, never changed: read while the session runs.
    private volatile ICollector[] _started = [];

    // Between a collector's last TakeAsync and its Finish.
    private readonly SemaphoreSlim _taking = new(1);
    private bool _finished;
    private long _start;

    /// <summary>Prepares a session.</summary>
    /// <param name="collectors">The most specific first; the session disposes them.</param>
    /// <param name="processes">The target; the caller disposes it.</param>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="options">How to run.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    public ProfileSession(
        IReadOnlyList<ICollector> collectors,
        TargetProcesses processes,
        ProcFileSystem proc,
        SessionOptions options,
        TimeProvider? time = null)
    {
        _collectors = collectors;
        _processes = processes;
        _options = options;
        _time = time ?? TimeProvider.System;
        _assignment = new CollectorAssignment(collectors, proc);
        _bootClock = new BootClock(proc, _time);
        _start = _time.GetTimestamp();
    }

    /// <summary>How far it has come; may be read by another thread.</summary>
    public SessionProgress Progress =>
        new(
            _time.GetElapsedTime(Volatile.Read(ref _start)),
            _collectors.Sum(collector => collector.SamplesTaken),
            _processes.IsMachine ? _collectors.OfType<IMachineCollector>().Sum(collector => collector.Processes) : _assignment.Attached);

    /// <summary>
    /// What a person should know of a result that is not all that was asked for, one line each: processes that could not be
    /// sampled, or only by another collector. Complete when the session has ended.
    /// </summary>
    public IEnumerable<string> Warnings =>
        _assignment.Failures.Values.Select(failure => $"left out: {failure.Message}").Concat(_assignment.Substitutions.Values);

    /// <summary>Samples until the duration is over, the target has ended or the token is cancelled.</summary>
    /// <param name="interrupt">Ends the session early; what was sampled is kept.</param>
    /// <exception cref="TargetException">No process of the target can be sampled.</exception>
    public async Task<SessionResult> RunAsync(CancellationToken interrupt)
    {
        DateTimeOffset startTime = _time.GetUtcNow();
        Volatile.Write(ref _start, _time.GetTimestamp());
        using var stop = new CancellationTokenSource();
        SessionEnd end;
        TimeSpan elapsed;
        try
        {
            end = await FollowAsync(stop.Token, interrupt);
            elapsed = _time.GetElapsedTime(_start);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_running.Values);
        long samples = _running.Keys.Sum(collector => collector.SamplesTaken);
        await _taking.WaitAsync(CancellationToken.None);
        _finished = true;
        _taking.Release();
        Profile profile = ProfileMerger.Merge(
            [.. _collectors.Where(_running.ContainsKey).Select(collector => collector.Finish())],
            new ProfileStamp { StartTime = startTime, Duration = elapsed, Notes = Facts(), Labels = _processes.Labels });
        return new SessionResult(profile, end, elapsed, samples);
    }

    /// <summary>
    /// What was sampled since the last time, while the session goes on; null when no collector runs, yet or any more: what was not taken
    /// is then in the session's result.
    /// </summary>
    public async Task<Profile?> TakeAsync()
    {
        await _taking.WaitAsync(CancellationToken.None);
        try
        {
            List<Profile> taken = [];
            foreach (ICollector collector in _finished ? [] : _started)
                taken.Add(await collector.TakeAsync());
            return taken.Count == 0 ? null : ProfileMerger.Merge(taken);
        }
        finally
        {
            _taking.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ICollector collector in _collectors)
            await collector.DisposeAsync();
        _taking.Dispose();
    }

    private async Task<SessionEnd> FollowAsync(CancellationToken stop, CancellationToken interrupt)
    {
        if (_processes.IsMachine)
            return await FollowMachineAsync(stop, interrupt);
        while (true)
        {
            long lookStart = _time.GetTimestamp();
            _processes.Refresh(_alive);
            ulong now = _bootClock.Ticks;
            _assignment.Update(_alive, now);
            if (_assignment.Verdict(now) is { } verdict)
                throw verdict;
            foreach (ICollector collector in _assignment.Used)
            {
                if (!_running.ContainsKey(collector))
                    Start(collector, stop);
            }

            if (interrupt.IsCancellationRequested)
                return _running.Count > 0 ? SessionEnd.Interrupted : throw new OperationCanceledException(interrupt);
            if (_alive.Count == 0)
                return _running.Count > 0 ? SessionEnd.Exited : throw EndedTooEarly();
            TimeSpan left = _options.Duration is { } duration ? duration - _time.GetElapsedTime(_start) : TimeSpan.MaxValue;
            if (left <= TimeSpan.Zero)
                return SessionEnd.Duration;
            TimeSpan pause = _time.GetElapsedTime(lookStart) * RefreshShare;
            pause = pause < RefreshInterval ? RefreshInterval : pause;
            await WaitAsync(pause < left ? pause : left, interrupt);
        }
    }

    private async Task<SessionEnd> FollowMachineAsync(CancellationToken stop, CancellationToken interrupt)
    {
        IMachineCollector collector = _collectors.OfType<IMachineCollector>().FirstOrDefault()
            ?? throw new InvalidOperationException("No collector can sample a machine.");
        collector.AttachMachine(_processes.Cgroup);
        Start(collector, stop);
        while (!interrupt.IsCancellationRequested)
        {
            TimeSpan left = _options.Duration is { } duration ? duration - _time.GetElapsedTime(_start) : TimeSpan.FromDays(1);
            if (left <= TimeSpan.Zero)
                return SessionEnd.Duration;
            await WaitAsync(left, interrupt);
        }

        return SessionEnd.Interrupted;
    }

    private void Start(ICollector collector, CancellationToken stop)
    {
        _running.Add(collector, Task.Run(() => collector.RunAsync(stop), CancellationToken.None));
        _started = [.. _started, collector];
    }

    /// <summary>Waits for the time, the interrupt or a collector that fails.</summary>
    private async Task WaitAsync(TimeSpan time, CancellationToken interrupt)
    {
        Task delay = Task.Delay(time, _time, interrupt);
        Task first = await Task.WhenAny([delay, .. _running.Values]);
        if (first != delay)
            await first;
        await delay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TargetException EndedTooEarly() => new(
        TargetError.Exited,
        $"{_processes.Title} ended before it could be sampled{(_processes.EndNote is { } note ? $": {note}" : "")}");

    private SortedDictionary<string, string> Facts()
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal) { [NoteNames.Target] = _processes.Title };
        foreach ((string name, string value) in _options.Facts.Concat(_processes.Facts))
            facts[name] = value;
        if (_assignment.Failures.Count > 0)
            facts["processes_not_sampled"] = _assignment.Failures.Count.ToString(CultureInfo.InvariantCulture);
        return facts;
    }
}
