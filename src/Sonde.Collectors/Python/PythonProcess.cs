using Sonde.Linux;
using Sonde.Linux.Memory;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>Samples one process: which of its threads run, and where in Python. One thread at a time.</summary>
internal sealed class PythonProcess : IDisposable
{
    /// <summary>A sample stands for at least this part of a period.</summary>
    private const int LeastWeight = 4;

    /// <summary>How often the threads of a process that starts or has changed are listed again, in nanoseconds.</summary>
    private const long RefreshInterval = 20_000_000;

    private readonly ProcFileSystem _proc;
    private readonly SampleWriter _writer;
    private readonly SampleCounts _counts;
    private readonly ProcessMemory _memory;
    private readonly ThreadScheduleReader _schedules;
    private readonly ThreadStatReader _states;
    private readonly ThreadRegistry _registry;
    private readonly HeldStackReader _stacks;
    private readonly ThreadHold _hold;
    private readonly long _period;
    private readonly List<SampledThread> _threads = [];
    private long _nextRefresh;
    private bool _mustRefresh = true;

    /// <summary>Prepares to sample on the thread that <paramref name="cpu"/> binds; opens the process's task directory.</summary>
    /// <exception cref="TargetException">The process has exited, or may not be read.</exception>
    public PythonProcess(
        ProcFileSystem proc, ProcessId process, PythonRuntime runtime, SampleWriter writer, SampleCounts counts, CpuBinding cpu,
        long period)
    {
        _proc = proc;
        Id = process;
        _writer = writer;
        _counts = counts;
        _period = period;
        _memory = new ProcessMemory(process);
        PythonOffsets offsets = runtime.Offsets!;
        // The first read tells whether reading is permitted.
        _ = _memory.TryRead(runtime.Address + (ulong)offsets.RuntimeInterpretersHead, out ulong _);
        _registry = new ThreadRegistry(proc, process, _memory, runtime);
        _schedules = new ThreadScheduleReader(proc, process);
        _states = new ThreadStatReader(proc, process);
        _hold = new ThreadHold(_schedules, _states, cpu);
        _stacks = new HeldStackReader(new StackReader(_memory, offsets, new CodeCache(_memory, offsets)), _hold);
    }

    /// <summary>The process.</summary>
    public ProcessId Id { get; }

    /// <summary>Samples each thread that runs.</summary>
    /// <exception cref="TargetException">The process has exited.</exception>
    public void Tick(long now)
    {
        if (_mustRefresh || _registry.HasUnmatched ? now >= _nextRefresh : _registry.HasChanged())
            RefreshThreads(now);
        foreach (SampledThread thread in _threads)
        {
            if (IsDue(thread))
                Sample(thread);
        }
    }

    /// <summary>
    /// Gives the CPU time that no sample stands for yet to each thread's last stack. One that was never caught running (it only woke up to
    /// ask for the GIL) is where it was all the time: where it is now.
    /// </summary>
    public void Complete()
    {
        try
        {
            foreach (SampledThread thread in _threads)
            {
                if (!_hold.TryLook(thread.Identity.Thread, out ThreadSchedule schedule))
                    continue;
                Account(thread, schedule);
                if (thread.Unsampled > 0 && thread.LastStack == StackId.Empty
                    && _stacks.Read(thread.Identity, thread.Plan) == StackOutcome.Complete)
                {
                    thread.LastStack = _writer.StackOf(_stacks.Frames);
                }
            }
        }
        catch (TargetException error) when (error.Error == TargetError.Exited)
        {
            // What was seen stays; what was not seen no longer can be.
        }

        foreach (SampledThread thread in _threads)
            Complete(thread);
        _threads.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _schedules.Dispose();
        _states.Dispose();
    }

    /// <summary>
    /// True when a thread runs, or is ready to, and has used enough CPU time since its last sample. Each sample stands for all of that
    /// time, so that the times of a thread add up to what the kernel says it used: a thread that mostly waits for a CPU, or wakes up
    /// every 5 ms to ask for the GIL, gets many samples of little weight or few, but never too much time.
    /// </summary>
    private bool IsDue(SampledThread thread)
    {
        if (!_schedules.TryRead(thread.Identity.Thread, out ThreadSchedule schedule))
        {
            _mustRefresh = true;
            return false;
        }

        // One that was not running and has begun no timeslice has not run.
        if (thread.IsKnown && !thread.WasRunning && schedule == thread.Schedule && schedule != default)
            return false;
        if (!_hold.TryLook(thread.Identity.Thread, ref schedule, out ThreadActivity activity))
        {
            _mustRefresh = true;
            return false;
        }

        thread.WasRunning = activity.State == ProcessState.Running;
        if (schedule == default && thread.WasRunning)
            thread.Unsampled = _period; // a kernel that does not count: what runs at the tick has run since the last
        Account(thread, schedule);
        return thread.WasRunning && thread.Unsampled >= _period / LeastWeight;
    }

    private static void Account(SampledThread thread, in ThreadSchedule schedule)
    {
        if (thread.IsKnown)
            thread.Unsampled += (long)(schedule.RunNanoseconds - thread.Schedule.RunNanoseconds);
        thread.Schedule = schedule;
        thread.IsKnown = true;
    }

    private void Sample(SampledThread thread)
    {
        StackOutcome outcome = _stacks.Read(thread.Identity, thread.Plan);
        if (outcome == StackOutcome.Gone)
        {
            _mustRefresh = true;
            return;
        }

        _counts.Taken++;
        long time = thread.Unsampled;
        thread.Unsampled = 0;
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

        StackId stack = _writer.Write(_stacks.Frames, thread.Labels, time);
        if (stack == StackId.Empty)
            _counts.NoPythonFrame++;
        else
            thread.LastStack = stack;
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
            before.Remove(identity);
        }

        foreach (SampledThread ended in before.Values)
            Complete(ended);
    }

    private void Complete(SampledThread thread)
    {
        if (thread.LastStack != StackId.Empty && thread.Unsampled > 0)
            _writer.AddTime(thread.LastStack, thread.Labels, thread.Unsampled);
    }
}
