using Sonde.Collectors.Native;
using Sonde.Linux;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;
using Sonde.Linux.Timing;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>Samples one process that runs Python, its other threads too. One thread at a time.</summary>
internal sealed class MixedProcess : IDisposable
{
    /// <summary>How often a thread is held for one sample.</summary>
    private const int MaxHolds = 8;

    /// <summary>How long a thread runs on that was caught between two frames, in nanoseconds.</summary>
    private const long LittleWhile = 1_000;

    /// <summary>How often the threads of a process that starts or has changed are listed again, in nanoseconds.</summary>
    private const long RefreshInterval = 20_000_000;

    private readonly MixedContext _context;
    private readonly TargetProcess _target;
    private readonly ThreadScheduleReader _schedules;
    private readonly ThreadStatReader _states;
    private readonly ThreadCallReader _calls;
    private readonly ThreadRegistry _registry;
    private readonly MixedStackReader _stacks;
    private readonly ThreadHold _hold;
    private readonly List<MixedThread> _threads = [];
    private long _nextRefresh;
    private bool _mustRefresh = true;

    /// <summary>Prepares to sample; opens the process's task directory.</summary>
    /// <exception cref="TargetException">The process has exited, or may not be read.</exception>
    public MixedProcess(MixedContext context, TargetProcess target, PythonRuntime runtime)
    {
        _context = context;
        _target = target;
        Runtime = runtime;
        var memory = new ProcessMemory(target.Id);
        PythonOffsets offsets = runtime.Offsets!;
        // The first read tells whether reading is permitted.
        _ = memory.TryRead(runtime.Address + (ulong)offsets.RuntimeInterpretersHead, out ulong _);
        _registry = new ThreadRegistry(context.Proc, target.Id, memory, runtime);
        _schedules = new ThreadScheduleReader(context.Proc, target.Id);
        _states = new ThreadStatReader(context.Proc, target.Id);
        _calls = new ThreadCallReader(context.Proc, target.Id);
        _hold = new ThreadHold(_schedules, _states, _calls, context.Cpu);
        _stacks = new MixedStackReader(memory, runtime, context.Native, context.Writer, context.Gap);
    }

    /// <summary>The interpreter.</summary>
    public PythonRuntime Runtime { get; }

    /// <summary>A thread was created or has ended: they are listed again at the next tick.</summary>
    public void OnThreadsChanged() => _mustRefresh = true;

    /// <summary>Samples each thread that runs.</summary>
    /// <exception cref="TargetException">The process has exited.</exception>
    public void Tick(long now)
    {
        if (now >= _nextRefresh && (_mustRefresh || _registry.HasUnmatched || _registry.HasChanged()))
            RefreshThreads(now);
        foreach (MixedThread thread in _threads)
        {
            if (IsDue(thread))
                Sample(thread);
        }
    }

    /// <summary>Gives the CPU time that no sample stands for yet to each thread's last stack.</summary>
    public void Complete()
    {
        foreach (MixedThread thread in _threads)
        {
            if (_schedules.TryRead(thread.Id, out ThreadSchedule schedule))
                thread.Clock.Look(schedule, isRunning: false, _context.Period);
            Complete(thread);
        }

        _threads.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _schedules.Dispose();
        _states.Dispose();
        _calls.Dispose();
    }

    private bool IsDue(MixedThread thread)
    {
        if (!_schedules.TryRead(thread.Id, out ThreadSchedule schedule))
        {
            _mustRefresh = true;
            return false;
        }

        if (thread.Clock.HasRested(schedule))
            return false;
        _context.Turn.Hurry();
        (int, long) mark = _context.Turn.Mark();
        bool isAlive = _hold.TryLook(thread.Id, ref schedule, out ThreadActivity activity);
        _context.Turn.Moved(mark);
        if (!isAlive)
        {
            _mustRefresh = true;
            return false;
        }

        thread.Clock.Look(schedule, activity.State == ProcessState.Running, _context.Period);
        return thread.Clock.IsDue(_context.Period);
    }

    private void Sample(MixedThread thread)
    {
        for (int tries = 0; _hold.IsHeld && tries < MaxHolds; tries++)
        {
            // The thread's last record is the one of the switch after which it is held: there has been no other since.
            SwitchedThread? switched = _context.Switches.Read(thread.Id);
            if (switched is not null && !_context.Turn.HasInterrupted(switched.Time))
                return; // it was waiting for its turn already
            StackOutcome outcome = _stacks.Copy(thread, switched is null ? [] : switched.Registers, isHeld: true);
            bool hasStoodStill = _hold.HasStoodStill();
            if (hasStoodStill && outcome != StackOutcome.Torn)
            {
                _context.Turn.Count(switched?.Time ?? 0);
                Count(thread, outcome, switched);
                return;
            }

            if (hasStoodStill)
            {
                _context.Turn.Begin(MonotonicClock.Now);
                MonotonicClock.SleepUntil(MonotonicClock.Now + LittleWhile);
            }

            (int, long) mark = _context.Turn.Mark();
            bool isAlive = _hold.TryLook(thread.Id, out _);
            _context.Turn.Moved(mark);
            if (!isAlive)
            {
                _mustRefresh = true;
                return;
            }
        }

        Count(thread, _stacks.Copy(thread, [], isHeld: false), null);
    }

    private void Count(MixedThread thread, StackOutcome outcome, SwitchedThread? switched)
    {
        if (outcome == StackOutcome.Gone)
        {
            _mustRefresh = true;
            return;
        }

        long time = thread.Clock.Take();
        if (outcome == StackOutcome.Torn)
        {
            _context.Samples.CountTorn();
            return;
        }

        _context.Turn.Relax();
        _context.Targets.EnsureMaps(_target);
        AddressSpace space = _target.Space;
        FrameMatch match = _stacks.Join(space.GetCode(_context.Tables), out UnwindStop? stop);
        var sample = new MixedSample(
            _context.Samples.Enter(space, stop, _stacks.Items, switched is null ? [] : switched.Kernel), thread.Target.Index, match);
        _context.Samples.Count(sample, time);
        thread.Last = sample;
    }

    private void RefreshThreads(long now)
    {
        _context.Turn.Relax();
        _mustRefresh = false;
        _nextRefresh = now + RefreshInterval;
        ReadOnlySpan<ThreadId> alive = _schedules.RefreshThreads();
        if (alive.IsEmpty)
            throw new TargetException(TargetError.Exited, $"process {_target.Id} has exited");
        _ = _states.RefreshThreads();
        _ = _calls.RefreshThreads();
        _registry.Refresh();
        _mustRefresh = _registry.Threads.Count == 0;
        var before = new Dictionary<ThreadId, MixedThread>(_threads.Count);
        foreach (MixedThread thread in _threads)
            before[thread.Id] = thread;
        var states = _registry.Threads.ToLookup(state => state.Thread);
        _threads.Clear();
        foreach (ThreadId id in alive)
        {
            if (_context.Targets.FindThread(_target.Id.Value, id.Value) is not { } target)
                continue;
            target.IsUsed = true; // its samples name it to the end
            if (!before.Remove(id, out MixedThread? thread) || thread.Target != target)
                thread = new MixedThread { Id = id, Target = target };
            thread.States.RemoveAll(known => !states[id].Contains(known.Identity));
            foreach (InterpreterThread state in states[id])
            {
                if (!thread.States.Exists(known => known.Identity == state))
                    thread.States.Add((state, new ThreadSnapshotPlan()));
            }

            _threads.Add(thread);
        }

        foreach (MixedThread ended in before.Values)
            Complete(ended);
    }

    private void Complete(MixedThread thread)
    {
        if (thread.Last is { } last && thread.Clock.Unsampled > 0)
            _context.Samples.AddTime(last, thread.Clock.Take());
    }
}
