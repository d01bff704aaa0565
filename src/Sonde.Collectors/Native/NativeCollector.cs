using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Collectors.Native.Receivers;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>
/// Samples native code through perf events: stacks are unwound from copied registers and stack memory, threads and children are
/// followed. Nothing is named before <see cref="Finish"/>, and nothing is allocated for a sample.
/// </summary>
public sealed class NativeCollector : IMachineCollector
{
    private const int DrainMilliseconds = 100;

    // While processes are looked at, the rings are emptied this often.
    private const ulong BetweenNanoseconds = 10_000_000;

    // When samples are lost, less of each stack is copied: not more often than this, so that it can be seen what that brings.
    private const ulong ShrinkingNanoseconds = 100_000_000;
    private const int LeastStackBytes = 1024;

    // Everything that runs writes into it, and the first stack of each module takes a while.
    private const int MachineRingBytes = 4 << 20;

    private readonly NativeCollectorOptions _options;
    private readonly ProcFileSystem _proc;
    private readonly TimeProvider _time;
    private readonly NativeModules _modules;
    private readonly TargetTable _targets;
    private readonly ManualResetEvent _attached = new(false);
    private readonly SampleTable _samples = new();

    // Guards everything below: Attach and Detach come from other threads than the loop.
    private readonly Lock _gate = new();
    private PerfSession? _session;
    private StackWalker? _stacks;
    private SampleReceiver? _receiver;
    private NativeProfileWriter? _writer;
    private DateTimeOffset _start;
    private ulong _startTicks;
    private ulong _endTicks;
    private ulong _cpuNanoseconds;
    private long _taken;
    private int _processes;
    private long _lost;
    private long _throttled;
    private ulong _drained;
    private ulong _shrunk;
    private int _stackBytes;

    /// <summary>Prepares to sample; no event is opened before the first <see cref="Attach"/>.</summary>
    public NativeCollector(NativeCollectorOptions options, ProcFileSystem? proc = null, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Rate, options.Event.LeastRate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Rate, NativeCollectorOptions.MaxRate);
        ArgumentOutOfRangeException.ThrowIfNegative(options.StackBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.StackBytes, PerfSessionOptions.MaxStackBytes);
        _options = options;
        _proc = proc ?? new ProcFileSystem();
        _time = time ?? TimeProvider.System;
        _modules = new NativeModules(_proc, options.Symbols);
        _targets = new TargetTable(_proc, _modules, options.ContainerOf);
    }

    /// <inheritdoc/>
    public string Name => "native";

    /// <inheritdoc/>
    public long SamplesTaken => Interlocked.Read(ref _taken);

    /// <inheritdoc/>
    public int Processes => Volatile.Read(ref _processes);

    /// <summary>True for every process that has memory of its own: everything but kernel threads and zombies.</summary>
    public bool Recognises(ProcessId process) =>
        _proc.TryReadStat(process) is { IsKernelThread: false, State: not (ProcessState.Zombie or ProcessState.Dead) };

    /// <inheritdoc/>
    public void Attach(ProcessId process)
    {
        lock (_gate)
        {
            ulong cpu = PerfSession.ThreadCpuTime;
            _proc.EnsureObservable(process);
            PerfSession session = OpenSession(isMachine: false);
            Drain(PerfSession.Now); // a child of an attached process may be known already
            if (_targets.FindProcess(process) is { } known)
            {
                if (!known.IsAttached)
                    known.NeedsMaps = known.IsAttached = true;
            }
            else
            {
                // First the events, then procfs: what changes from here on is recorded.
                session.AddProcess(process);
                ulong since = Begin();
                _targets.EnsureMaps(_targets.AddUnread(process));
                Add(process, since);
            }

            _cpuNanoseconds += PerfSession.ThreadCpuTime - cpu;
        }

        _attached.Set();
    }

    /// <inheritdoc/>
    public void AttachMachine(SafeHandle? cgroup)
    {
        lock (_gate)
        {
            ulong cpu = PerfSession.ThreadCpuTime;
            OpenSession(isMachine: true).AddMachine(cgroup);
            ulong since = Begin();
            _targets.FollowsAll = true;
            foreach (ProcessId process in cgroup is null ? _proc.EnumerateProcesses() : PerfCgroup.ReadProcesses(cgroup))
            {
                if (_receiver!.NeedsWaiting)
                    Add(process, since);
                else if (_targets.FindProcess(process) is null)
                    _targets.AddUnread(process); // its name now: when it ends before its first sample is read, nothing else tells
                DrainBetween();
            }

            _cpuNanoseconds += PerfSession.ThreadCpuTime - cpu;
        }

        _attached.Set();
    }

    /// <inheritdoc/>
    public void Detach(ProcessId process)
    {
        lock (_gate)
        {
            Drain(PerfSession.Now); // what it did up to now was this collector's
            if (_targets.FindProcess(process) is { } known)
                known.IsAttached = false;
        }
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken stop) => Task.Factory.StartNew(
        () => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public Task<Profile> TakeAsync() => Task.Run(() =>
    {
        lock (_gate)
        {
            ulong now = PerfSession.Now;
            Drain(now - PerfSession.SettleNanoseconds);
            return Write(now).Take();
        }
    });

    /// <inheritdoc/>
    public Profile Finish()
    {
        lock (_gate)
        {
            if (_session is { } session)
                End(session);
            return Write(_endTicks).Build();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _session?.Dispose();
            _session = null;
            _targets.Dispose();
            _modules.Dispose();
        }

        _attached.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Run(CancellationToken stop)
    {
        if (WaitHandle.WaitAny([_attached, stop.WaitHandle]) != 0)
            return;
        PerfSession session = _session ?? throw new ObjectDisposedException(nameof(NativeCollector));
        using CancellationTokenRegistration registration = stop.Register(session.Stop);
        ulong cpu = PerfSession.ThreadCpuTime;
        while (session.Wait(DrainMilliseconds))
        {
            lock (_gate)
                Drain(PerfSession.Now - PerfSession.SettleNanoseconds);
        }

        lock (_gate)
        {
            End(session);
            _cpuNanoseconds += PerfSession.ThreadCpuTime - cpu;
        }
    }

    private ProfileBuilder Write(ulong until)
    {
        ulong cpu = PerfSession.ThreadCpuTime;
        _writer ??= new NativeProfileWriter(_targets, _options.Event.Value, _options.Rate);
        _writer.Write(_samples, isLast: _endTicks != 0);
        _samples.ClearSums();
        _cpuNanoseconds += PerfSession.ThreadCpuTime - cpu;
        ProfileBuilder builder = _writer.Builder;
        builder.StartTime = _startTicks == 0 ? null : _start;
        builder.Duration = TimeSpan.FromTicks(_startTicks == 0 ? 0 : (long)(until - _startTicks) / TimeSpan.NanosecondsPerTick);
        builder.Quality = Quality(_session?.Rate ?? _options.Rate, _writer);
        return builder;
    }

    private void End(PerfSession session)
    {
        if (_endTicks != 0)
            return;
        Drain(PerfSession.Now); // makes room, so that the kernel can still tell what it lost
        // Closing thousands of events takes a while, and they end one after the other: what comes after this moment is left out.
        _endTicks = PerfSession.Now;
        session.CloseEvents();
        Drain(_endTicks);
        _receiver?.End(_endTicks);
    }

    private void Add(ProcessId id, ulong since)
    {
        TargetProcess process = _targets.FindProcess(id) ?? _targets.AddUnread(id);
        process.Since = since;
        _targets.AddThreads(process, DrainBetween);
        _receiver!.OnAttached(process, since, DrainBetween);
    }

    // Looking at thousands of threads takes longer than the rings have room for.
    private void DrainBetween()
    {
        ulong now = PerfSession.Now;
        if (now > _drained + BetweenNanoseconds)
            Drain(now - PerfSession.SettleNanoseconds);
    }

    private void Drain(ulong until)
    {
        if (_session is not { } session || _receiver is not { } receiver)
            return;
        Volatile.Write(ref _processes, _targets.Count);
        session.Refresh();
        long lost = _lost;
        while (session.TryRead(until, out PerfRecord record))
        {
            switch (record.Type)
            {
                case PerfRecordType.Sample:
                    OnSample(session, receiver, record);
                    break;
                case PerfRecordType.Switch or PerfRecordType.SwitchCpuWide:
                    if (FindSampled(session, record) is { HasEnded: false } switched)
                        receiver.OnSwitch(switched, record);
                    break;
                case PerfRecordType.Fork:
                    if (_targets.OnFork(record) is { } created)
                        receiver.OnCreated(created, record.Time);
                    break;
                case PerfRecordType.Exit:
                    if (_targets.OnExit(record) is { } ended)
                        receiver.OnEnded(ended);
                    session.Forget(new ThreadId(record.ThreadId));
                    break;
                case PerfRecordType.Comm:
                    _targets.OnComm(record);
                    break;
                case PerfRecordType.Mmap2:
                    _targets.OnMmap(record);
                    break;
                case PerfRecordType.Lost or PerfRecordType.LostSamples:
                    _lost += (long)record.LostCount;
                    if (session.IsFromRecords)
                        _targets.OnLost();
                    break;
                case PerfRecordType.Throttle:
                    _throttled++;
                    break;
            }
        }

        _targets.LookForPerfMaps();
        _drained = PerfSession.Now;
        if (_lost > lost && _drained > _shrunk + ShrinkingNanoseconds && session.TryShrinkStacks(LeastStackBytes) is > 0 and int bytes)
            (_shrunk, _stackBytes) = (_drained, bytes);
    }

    private void OnSample(PerfSession session, SampleReceiver receiver, in PerfRecord record)
    {
        // A thread that has ended already has no ID any more. Of whole CPUs it may be anybody's.
        if (record.ThreadId <= 0)
        {
            if (session.Scope == PerfScope.Threads)
                _lost++;
            return;
        }

        int request = session.OriginOf(record.EventId).Request;
        TargetThread? thread = FindSampled(session, record);
        if (thread is not null)
            _targets.EnsureMaps(thread.Process);
        if (receiver.OnAnySample(request, thread, record) || thread is null)
            return;
        thread.IsUsed = true;
        receiver.OnSample(request, thread, record);
        Interlocked.Increment(ref _taken);
    }

    // Null for another process's, and for an event that would count twice.
    private TargetThread? FindSampled(PerfSession session, in PerfRecord record)
    {
        if (record.ThreadId <= 0
            || _targets.FindThread(record.ProcessId, record.ThreadId) is not { Process.IsAttached: true } thread)
            return null;
        int owner = session.OriginOf(record.EventId).Thread;
        if (thread.Owner == TargetThread.NoOwner)
            thread.Owner = owner;
        return thread.Owner == owner || owner == PerfEventOrigin.WholeCpu ? thread : null;
    }

    private PerfSession OpenSession(bool isMachine)
    {
        if (_session is not null)
            return _session;
        int stackBytes = StackWalker.IsSupported ? _options.StackBytes & ~7 : 0;
        _session = new PerfSession(
            new PerfSessionOptions(Math.Max(1, _options.Rate), _options.IncludeKernel, _options.MaxEvents, stackBytes)
            {
                Events = _options.Event.Requests(_options.Rate, stackBytes),
                ProtectsRecords = isMachine,
                RingBytes = Math.Max(_options.Event.RingBytes(_options.Rate), isMachine ? MachineRingBytes : 0),
            },
            _proc);
        _stacks = new StackWalker(_session.MaxStack);
        int rate = Math.Min(_options.Rate, _session.Rate);
        _receiver = _options.Event.CreateReceiver(
            new ReceiverContext(_session, _targets, _samples, _stacks, _proc, _options.IncludeKernel, rate));
        return _session;
    }

    private ulong Begin()
    {
        ulong now = PerfSession.Now;
        if (_startTicks == 0)
            (_start, _startTicks) = (_time.GetUtcNow(), now);
        return now;
    }

    private ProfileQuality Quality(int rate, NativeProfileWriter writer)
    {
        var notes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in _session?.Notes ?? notes)
            notes[name] = value;
        foreach ((string name, string value) in writer.Notes)
            notes[name] = value;
        foreach ((string name, string value) in _receiver?.Notes ?? [])
            notes[name] = value;
        if (_stackBytes > 0)
        {
            notes["stack_bytes"] = string.Create(
                CultureInfo.InvariantCulture,
                $"lowered to {_stackBytes} while sampling, because samples came faster than they could be read: deeper stacks are cut off");
        }

        if (_throttled > 0)
        {
            notes["throttled"] = string.Create(
                CultureInfo.InvariantCulture, $"{_throttled} times the kernel sampled less than asked, to limit its own CPU time");
        }

        return new ProfileQuality
        {
            Samples = _samples.Total + _lost,
            Lost = _lost + _samples.Dropped,
            Truncated = writer.Truncated + (_stacks?.Truncated ?? 0),
            UnwindFailed = writer.UnwindFailed,
            CollectorCpuMilliseconds = _cpuNanoseconds / 1e6,
            Event = _session?.EventName ?? "",
            Rate = _options.Rate == 0 ? 0 : rate,
            Notes = notes,
        };
    }
}
