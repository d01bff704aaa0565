using System.Collections.Concurrent;
using System.Globalization;
using Sonde.Linux;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Linux.Timing;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>
/// Samples the Python stacks of threads, by reading the interpreter's structures from outside: the target is not
/// stopped, not changed and needs no preparation; the sampling thread takes short turns on the CPUs of the threads it reads, so that their
/// stacks stand still meanwhile. Which threads are sampled, and what a sample is worth, is the <see cref="PythonEvent"/>'s; a thread in C code
/// counts for the Python line that called it.
/// One thread samples all processes at absolute deadlines.
/// </summary>
public sealed class PythonCollector : ICollector
{
    private const double NanosecondsPerSecond = 1e9;
    private const double NanosecondsPerMillisecond = 1e6;

    private readonly ProcFileSystem _proc;
    private readonly RuntimeLocator _locator;
    private readonly double _rate;
    private readonly long _period;
    private readonly PythonEvent _event;
    private readonly ProfileBuilder _profile;
    private readonly SampleCounts _counts = new();
    private readonly SampleWriter _writer;
    private readonly CpuBinding _cpu = new();
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly Dictionary<ProcessId, PythonProcess> _processes = [];
    private readonly List<ProcessId> _gone = [];
    private readonly ConcurrentDictionary<string, byte> _runtimes = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _start;
    private long _cpuStart;
    private long _cpuTime;
    private bool _finished;

    /// <summary>Prepares to sample.</summary>
    /// <param name="proc">The procfs that names the processes.</param>
    /// <param name="rate">Samples per second and thread, more than 0 and at most 10,000.</param>
    /// <param name="chosen">What is sampled; null for <see cref="PythonEvent.Cpu"/>.</param>
    public PythonCollector(ProcFileSystem proc, double rate, PythonEvent? chosen = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 10_000);
        _proc = proc;
        _rate = rate;
        _period = (long)(NanosecondsPerSecond / rate);
        _locator = new RuntimeLocator(proc);
        _event = chosen ?? PythonEvent.Cpu;
        _profile = new ProfileBuilder(SampleType.Samples, _event.Value);
        _writer = new SampleWriter(_profile);
    }

    /// <inheritdoc/>
    public string Name => "python";

    /// <inheritdoc/>
    public long SamplesTaken => _counts.Taken;

    /// <summary>
    /// True for every process that runs CPython, also of a version whose stacks cannot be read:
    /// <see cref="UnsupportedReason"/> tells, and such a process can be sampled as native code.
    /// </summary>
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

    /// <summary>One line why a process's Python stacks cannot be read, for example its version; null when they can.</summary>
    /// <exception cref="TargetException">It has exited, or may not be read.</exception>
    public string? UnsupportedReason(ProcessId process) =>
        _locator.Locate(process) is { } runtime ? runtime.UnsupportedReason : $"process {process} does not run Python";

    /// <inheritdoc/>
    public void Attach(ProcessId process)
    {
        PythonRuntime runtime = _locator.FindSupported(process);
        if (_event.Problem(runtime) is { } problem)
            throw new TargetException(TargetError.Unsupported, $"process {process}: {problem}");
        var target = new PythonProcess(
            _proc, process, runtime, new PythonSamplingOptions(_event, _profile, _writer, _counts, _cpu, _period));
        _runtimes.TryAdd($"CPython {runtime.Version}", 0);
        _requests.Enqueue(() =>
        {
            if (_processes.Remove(process, out PythonProcess? before))
                before.Dispose();
            _processes.Add(process, target);
        });
    }

    /// <inheritdoc/>
    public void Detach(ProcessId process) => _requests.Enqueue(() => End(process));

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken stop)
    {
        var thread = new Thread(() =>
        {
            try
            {
                Run(stop);
                _ended.SetResult();
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                _ended.SetException(error); // thrown where the task is awaited
            }
        })
        {
            Name = "sonde python",
            IsBackground = true,
        };
        thread.Start();
        return _ended.Task;
    }

    /// <inheritdoc/>
    public async Task<Profile> TakeAsync()
    {
        var taken = new TaskCompletionSource<Profile>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(() =>
        {
            Account();
            Describe();
            taken.SetResult(_profile.Take());
        });
        await Task.WhenAny(taken.Task, _ended.Task);
        if (!taken.Task.IsCompleted)
            RunRequests(); // the sampling thread has ended before it came to this
        return await taken.Task;
    }

    /// <inheritdoc/>
    public Profile Finish()
    {
        ObjectDisposedException.ThrowIf(_finished, this);
        _finished = true;
        Describe();
        return _profile.Build();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        RunRequests();
        foreach (PythonProcess process in _processes.Values)
            process.Dispose();
        _processes.Clear();
        return ValueTask.CompletedTask;
    }

    private void Run(CancellationToken stop)
    {
        _profile.StartTime = DateTimeOffset.UtcNow;
        (_start, _cpuStart) = (MonotonicClock.Now, MonotonicClock.ThreadCpuTime);
        try
        {
            for (long tick = 0; !stop.IsCancellationRequested; tick++)
            {
                MonotonicClock.SleepUntil(_start + (tick * _period));
                Tick();
                long late = ((MonotonicClock.Now - _start) / _period) - tick - 1;
                if (late > 0)
                {
                    // Too late for these ticks: the next sample of each thread stands for their time as well.
                    tick += late;
                    _counts.MissedTicks += late;
                }
            }
        }
        finally
        {
            foreach (PythonProcess process in _processes.Values)
                process.Complete(MonotonicClock.Now);
            _cpu.Dispose();
            Account();
        }
    }

    private void Account()
    {
        _cpuTime = MonotonicClock.ThreadCpuTime - _cpuStart;
        _profile.Duration = TimeSpan.FromTicks((MonotonicClock.Now - _start) / TimeSpan.NanosecondsPerTick);
    }

    private void Describe()
    {
        _profile.DefaultSampleType = 1; // the time
        _profile.PeriodType = _event.Value;
        _profile.Period = _period;
        var failures = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (_counts.NoPythonFrame > 0)
            failures["no_python_frame"] = _counts.NoPythonFrame;
        var notes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!_runtimes.IsEmpty)
            notes["python"] = string.Join(", ", _runtimes.Keys.Order(StringComparer.Ordinal));
        if (_counts.DescribeGil() is { } gil)
            notes[NoteNames.Gil] = gil;
        if (_counts.MissedTicks > 0)
            notes["missed_ticks"] = _counts.MissedTicks.ToString(CultureInfo.InvariantCulture);
        _profile.Quality = new ProfileQuality
        {
            Samples = _counts.Taken,
            Truncated = _counts.Truncated,
            Torn = _counts.Torn,
            UnwindFailed = failures,
            CollectorCpuMilliseconds = _cpuTime / NanosecondsPerMillisecond,
            Event = "timer",
            Rate = _rate,
            Notes = notes,
        };
    }

    /// <summary>Samples every process once.</summary>
    internal void Tick()
    {
        RunRequests();
        long now = MonotonicClock.Now;
        foreach ((ProcessId id, PythonProcess process) in _processes)
        {
            try
            {
                process.Tick(now);
            }
            catch (TargetException error) when (error.Error == TargetError.Exited)
            {
                _gone.Add(id);
            }
        }

        foreach (ProcessId id in _gone)
            End(id);
        _gone.Clear();
    }

    private void RunRequests()
    {
        while (_requests.TryDequeue(out Action? request))
            request();
    }

    private void End(ProcessId process)
    {
        if (_processes.Remove(process, out PythonProcess? target))
        {
            target.Complete(MonotonicClock.Now);
            target.Dispose();
        }
    }
}
