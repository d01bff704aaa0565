using System.Collections.Concurrent;
using System.Globalization;
using Sonde.Collectors.Native;
using Sonde.Linux;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Linux.Timing;
using Sonde.Linux.Unwind;
using Sonde.Profiles;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Samples Python processes with their native frames: one stack in which C extensions, libraries and the kernel stand above the
/// Python function that called them, and Python functions above the C code that called those. Nothing is stopped: a thread is read while
/// the reader is on its CPU, and the kernel has written down the thread's registers when it left the CPU for that.
/// </summary>
public sealed class MixedCollector : ICollector
{
    private const double NanosecondsPerMillisecond = 1e6;

    private readonly MixedCollectorOptions _options;
    private readonly ProcFileSystem _proc;
    private readonly RuntimeLocator _locator;
    private readonly long _period;
    private readonly ProfileBuilder _profile = new(SampleType.Samples, SampleType.Cpu);
    private readonly MixedSampleTable _samples = new();
    private readonly CpuBinding _cpu = new();
    private readonly ReaderTurn _turn;
    private readonly NativeModules _modules;
    private readonly TargetTable _targets;
    private readonly SampleWriter _names;
    private readonly MixedProfileWriter _writer;
    private readonly ulong _gap;
    private readonly ConcurrentDictionary<int, string> _interpreters = new();
    private readonly SortedSet<string> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<ProcessId, MixedProcess> _processes = [];
    private readonly List<ProcessId> _ended = [];

    // Guards everything but the counts: Attach and Detach come from other threads than the loop.
    private readonly Lock _gate = new();
    private SwitchLog? _switches;
    private MixedContext? _context;
    private long _cpuTime;
    private long _start;
    private long _end;
    private long _missedTicks;

    /// <summary>Prepares to sample; no event is opened before the first <see cref="Attach"/>.</summary>
    /// <param name="options">How to sample.</param>
    /// <param name="proc">The procfs that names the processes.</param>
    public MixedCollector(MixedCollectorOptions options, ProcFileSystem proc)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Rate, NativeCollectorOptions.MaxRate);
        (_options, _proc) = (options, proc);
        _period = 1_000_000_000L / options.Rate;
        _locator = new RuntimeLocator(proc);
        _turn = new ReaderTurn(_cpu);
        _modules = new NativeModules(proc, options.Symbols);
        _targets = new TargetTable(proc, _modules);
        _names = new SampleWriter(_profile);
        _writer = new MixedProfileWriter(
            _profile, _targets, process => _interpreters.GetValueOrDefault(process), options.ShowsInterpreter);
        _gap = MixedItem.Of(new LocationTable(_profile).GetNote("[native frames not known]"));
    }

    /// <inheritdoc/>
    public string Name => "python with native frames";

    /// <inheritdoc/>
    public long SamplesTaken => _samples.Taken;

    /// <summary>True for every process that runs CPython; see <see cref="PythonCollector.Recognises"/>.</summary>
    public bool Recognises(ProcessId process)
    {
        try
        {
            return _locator.IsPython(process);
        }
        catch (TargetException)
        {
            return false; // Attach, or the collector that takes it, says why it cannot be read
        }
    }

    /// <inheritdoc/>
    public void Attach(ProcessId process)
    {
        if (!StackWalker.IsSupported)
            throw new TargetException(TargetError.Unsupported, "native frames between Python's are read on x86-64 only");
        PythonRuntime runtime = _locator.FindSupported(process);
        if (runtime is { Offsets.HasDataStack: false, EvaluationLoop.Count: 0 })
        {
            throw new TargetException(
                TargetError.Unsupported,
                $"process {process}: {runtime.BinaryPath} does not name its evaluation loop (_PyEval_EvalFrameDefault), by which native frames are matched up to CPython 3.10");
        }

        lock (_gate)
        {
            MixedContext context = Open();
            context.Switches.Drain(); // a child of an attached process may be known already
            TargetProcess? known = _targets.FindProcess(process);
            if (known is null)
            {
                // First the events, then procfs: what changes from here on is recorded.
                context.Switches.Add(process);
                known = _targets.AddUnread(process);
                _targets.EnsureMaps(known);
                _targets.AddThreads(known, static () => { });
            }

            if (!known.IsAttached)
                known.NeedsMaps = known.IsAttached = true;
            End(process);
            _processes.Add(process, new MixedProcess(context, known, runtime));
            _interpreters[process.Value] = runtime.BinaryPath;
            _versions.Add($"CPython {runtime.Version}");
        }
    }

    /// <inheritdoc/>
    public void Detach(ProcessId process)
    {
        lock (_gate)
            End(process);
    }

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken stop) => Task.Factory.StartNew(
        () => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public Task<Profile> TakeAsync() => Task.Run(() =>
    {
        lock (_gate)
            return Write().Take();
    });

    /// <inheritdoc/>
    public Profile Finish()
    {
        lock (_gate)
            return Write().Build();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            foreach (MixedProcess process in _processes.Values)
                process.Dispose();
            _processes.Clear();
            _switches?.Dispose();
            _targets.Dispose();
            _modules.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    private ProfileBuilder Write()
    {
        long cpu = MonotonicClock.ThreadCpuTime;
        _profile.DefaultSampleType = 1; // CPU time
        _profile.PeriodType = SampleType.Cpu;
        _profile.Period = _period;
        _writer.Write(_samples);
        _samples.ClearSums();
        _cpuTime += MonotonicClock.ThreadCpuTime - cpu;
        _profile.Duration = TimeSpan.FromTicks(((_end == 0 ? MonotonicClock.Now : _end) - _start) / TimeSpan.NanosecondsPerTick);
        _profile.Quality = Quality();
        return _profile;
    }

    private MixedContext Open()
    {
        if (_context is not null)
            return _context;
        _switches = new SwitchLog(_proc, _targets, _options.IncludeKernel);
        _switches.Changed += OnChanged;
        return _context = new MixedContext(
            _proc, _targets, _switches, _samples, new UnwindTableCache(), new CStackReader(), _names, _cpu, _turn, _gap, _period);
    }

    private void OnChanged(ProcessId process, bool isExec)
    {
        if (!_processes.TryGetValue(process, out MixedProcess? target))
            return;
        if (isExec)
            _ended.Add(process); // the session asks what it has become
        else
            target.OnThreadsChanged();
    }

    private void Run(CancellationToken stop)
    {
        _profile.StartTime = DateTimeOffset.UtcNow;
        _turn.Start();
        _start = MonotonicClock.Now;
        long cpuStart = MonotonicClock.ThreadCpuTime;
        try
        {
            for (long tick = 0; !stop.IsCancellationRequested; tick++)
            {
                _turn.Hurry();
                MonotonicClock.SleepUntil(_start + (tick * _period));
                lock (_gate)
                    Tick(_start + (tick * _period));
                long late = ((MonotonicClock.Now - _start) / _period) - tick - 1;
                if (late > 0)
                {
                    // Too late for these ticks: the next sample of each thread stands for their time as well.
                    tick += late;
                    _missedTicks += late;
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                foreach (MixedProcess process in _processes.Values)
                    process.Complete();
            }

            _cpu.Dispose();
            _cpuTime += MonotonicClock.ThreadCpuTime - cpuStart;
            _end = MonotonicClock.Now;
        }
    }

    /// <summary>Samples every process once.</summary>
    /// <param name="now">When it was to be done.</param>
    internal void Tick(long now)
    {
        _turn.Begin(now);
        _switches?.Drain();
        EndThoseThatEnded();
        foreach ((ProcessId id, MixedProcess process) in _processes)
        {
            try
            {
                process.Tick(now);
            }
            catch (TargetException error) when (error.Error == TargetError.Exited)
            {
                _ended.Add(id);
            }
        }

        EndThoseThatEnded();
    }

    private void EndThoseThatEnded()
    {
        foreach (ProcessId id in _ended)
            End(id);
        _ended.Clear();
    }

    private void End(ProcessId process)
    {
        if (_processes.Remove(process, out MixedProcess? target))
        {
            target.Complete();
            target.Dispose();
        }
    }

    private ProfileQuality Quality()
    {
        var notes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in _switches?.Notes ?? notes)
            notes[name] = value;
        foreach ((string name, string value) in _writer.Notes)
            notes[name] = value;
        if (_versions.Count > 0)
            notes["python"] = string.Join(", ", _versions);
        long matched = _samples.Matches(FrameMatch.Matched);
        long all = matched + _samples.Matches(FrameMatch.Partial) + _samples.Matches(FrameMatch.Unmatched) + _samples.Torn;
        if (all > 0)
            notes[NoteNames.PythonMatched] = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(1000.0 * matched / all) / 10:0.#} %");
        if (_turn.LateSamples > 0)
        {
            notes["late_samples"] = string.Create(
                CultureInfo.InvariantCulture, $"{_turn.LateSamples} of {_samples.Taken} were taken where the scheduler chose, not the clock");
        }

        if (_switches is { Lost: > 0 and var lost })
            notes["switches_lost"] = lost.ToString(CultureInfo.InvariantCulture);
        if (_missedTicks > 0)
            notes["missed_ticks"] = _missedTicks.ToString(CultureInfo.InvariantCulture);
        return new ProfileQuality
        {
            Samples = _samples.Taken,
            Truncated = _writer.Truncated,
            Torn = _samples.Torn,
            UnwindFailed = _writer.UnwindFailed,
            CollectorCpuMilliseconds = _cpuTime / NanosecondsPerMillisecond,
            Event = "timer",
            Rate = _options.Rate,
            Notes = notes,
        };
    }
}
