using Sonde.Linux;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>Samples one process: which of its threads run, and where in Python. One thread at a time.</summary>
internal sealed class PythonProcess : IDisposable
{
    /// <summary>
    /// The kernel brings a running thread's CPU time up to date at its own ticks (CONFIG_HZ, at least 100 a second), in
    /// nanoseconds: by so much what it says may lag behind.
    /// </summary>
    private const long KernelTick = 10_000_000;

    /// <summary>How often the threads of a process that starts or has changed are listed again, in nanoseconds.</summary>
    private const long RefreshInterval = 20_000_000;

    private readonly ProcFileSystem _proc;
    private readonly SampleWriter _writer;
    private readonly SampleCounts _counts;
    private readonly ProcessMemory _memory;
    private readonly ThreadScheduleReader _schedules;
    private readonly ThreadStatReader _states;
    private readonly ThreadRegistry _registry;
    private readonly StackReader _stacks;
    private readonly long _period;
    private readonly long _slack;
    private readonly List<SampledThread> _threads = [];
    private long _nextRefresh;
    private bool _mustRefresh = true;

    /// <summary>Prepares to sample; opens the process's task directory.</summary>
    /// <exception cref="TargetException">The process has exited, or may not be read.</exception>
    public PythonProcess(
        ProcFileSystem proc, ProcessId process, PythonRuntime runtime, SampleWriter writer, SampleCounts counts, long period)
    {
        _proc = proc;
        Id = process;
        _writer = writer;
        _counts = counts;
        _period = period;
        _slack = Math.Max(period, KernelTick);
        _memory = new ProcessMemory(process);
        PythonOffsets offsets = runtime.Offsets!;
        // The first read tells whether reading is permitted.
        _ = _memory.TryRead(runtime.Address + (ulong)offsets.RuntimeInterpretersHead, out ulong _);
        _registry = new ThreadRegistry(proc, process, _memory, runtime);
        _stacks = new StackReader(_memory, offsets, new CodeCache(_memory, offsets));
        _schedules = new ThreadScheduleReader(proc, process);
        _states = new ThreadStatReader(proc, process);
    }

    /// <summary>The process.</summary>
    public ProcessId Id { get; }

    /// <summary>Samples each thread that runs; returns how many did.</summary>
    /// <exception cref="TargetException">The process has exited.</exception>
    public int Tick(long now)
    {
        if (_mustRefresh || _registry.HasUnmatched ? now >= _nextRefresh : _registry.HasChanged())
            RefreshThreads(now);
        int running = 0;
        foreach (SampledThread thread in _threads)
        {
            if (!IsRunning(thread, now))
                continue;
            running++;
            Sample(thread);
        }

        return running;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _schedules.Dispose();
        _states.Dispose();
    }

    /// <summary>
    /// True when a thread has run since the last look, is still running or ready to, and has used the CPU time that one more
    /// sample stands for. The last keeps out threads that mostly wait for a CPU: those of a throttled container, and those that
    /// wait for the GIL, which wake up every 5 ms to ask for it.
    /// </summary>
    private bool IsRunning(SampledThread thread, long now)
    {
        if (!_schedules.TryRead(thread.Identity.Thread, out ThreadSchedule schedule))
        {
            _mustRefresh = true;
            return false;
        }

        if (schedule.RunNanoseconds != thread.RunNanoseconds || schedule == default)
        {
            if (thread.IsKnown)
            {
                long used = schedule == default ? _period : (long)(schedule.RunNanoseconds - thread.RunNanoseconds);
                thread.Unsampled = Math.Min(thread.Unsampled + used, _slack);
                thread.LastRan = now;
            }

            thread.RunNanoseconds = schedule.RunNanoseconds;
        }

        thread.IsKnown = true;
        if (now - thread.LastRan > _slack + (_period / 4) || thread.Unsampled <= -_slack
            || !_states.TryRead(thread.Identity.Thread, out ThreadActivity activity) || activity.State != ProcessState.Running)
        {
            return false;
        }

        thread.Unsampled -= _period;
        return true;
    }

    private void Sample(SampledThread thread)
    {
        StackOutcome outcome = _stacks.Read(thread.Identity.State, thread.Identity.NativeId, thread.Plan);
        if (outcome == StackOutcome.Gone)
        {
            _mustRefresh = true;
            return;
        }

        _counts.Taken++;
        switch (outcome)
        {
            case StackOutcome.Torn:
                _counts.Torn++;
                return;
            case StackOutcome.NoFrames:
                _counts.NoPythonFrame++;
                return;
            case StackOutcome.Truncated:
                _counts.Truncated++;
                break;
        }

        if (!_writer.Write(_stacks.Frames, thread.Labels))
            _counts.NoPythonFrame++;
    }

    private void RefreshThreads(long now)
    {
        _mustRefresh = false;
        _nextRefresh = now + RefreshInterval;
        if (_schedules.RefreshThreads().IsEmpty)
            throw new TargetException(TargetError.Exited, $"process {Id} has exited");
        _ = _states.RefreshThreads();
        _registry.Refresh();
        _mustRefresh = _registry.Threads.Count == 0;
        string processName = _proc.TryReadName(Id) ?? "";
        var before = new Dictionary<InterpreterThread, SampledThread>(_threads.Count);
        foreach (SampledThread thread in _threads)
            before[thread.Identity] = thread;
        _threads.Clear();
        foreach (InterpreterThread identity in _registry.Threads)
        {
            if (!before.TryGetValue(identity, out SampledThread? thread))
            {
                string name = _proc.TryReadThreadName(Id, identity.Thread) ?? "";
                thread = new SampledThread
                {
                    Identity = identity,
                    Labels = _writer.Labels(Id, processName, identity.Thread, name),
                };
            }

            _threads.Add(thread);
        }
    }
}
