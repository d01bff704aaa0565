using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>
/// Lets a thread stand still while it is read, without stopping it: the reader takes a turn on the thread's own CPU, as any
/// other process may at any time. That the thread did not run meanwhile is then proved, not hoped: it belonged to the reader's CPU
/// after its timeslices were counted, and has begun no other since. A thread that sleeps needs no turn: the kernel tells its system call only
/// once it has left its CPU, and it cannot come back without another timeslice.
/// </summary>
internal sealed class ThreadHold
{
    /// <summary>How often a thread that moves on to another CPU is followed.</summary>
    private const int MaxMoves = 3;

    private readonly ThreadScheduleReader _schedules;
    private readonly ThreadStatReader _states;
    private readonly ThreadCallReader _calls;
    private readonly CpuBinding _cpu;
    private ThreadId _thread;

    /// <summary>Prepares to hold threads of one process.</summary>
    /// <param name="schedules">Tells how often they were put on a CPU.</param>
    /// <param name="states">Tells whether they run, and where.</param>
    /// <param name="calls">Tells what those that do not run wait in.</param>
    /// <param name="cpu">Moves the calling thread.</param>
    public ThreadHold(ThreadScheduleReader schedules, ThreadStatReader states, ThreadCallReader calls, CpuBinding cpu)
    {
        _schedules = schedules;
        _states = states;
        _calls = calls;
        _cpu = cpu;
    }

    /// <summary>
    /// The thread that was looked at does not move: it was ready to run, but not running, because the caller was on its CPU, or it slept.
    /// False also where that CPU is not permitted, or the kernel does not count timeslices.
    /// </summary>
    public bool IsHeld { get; private set; }

    /// <summary>What the thread that was looked at did.</summary>
    public ProcessState State { get; private set; }

    /// <summary>What the scheduler said when the thread was looked at: before its stack is read.</summary>
    public ThreadSchedule Schedule { get; private set; }

    /// <summary>The system call that the thread sleeps in; null when it runs, or was not asked.</summary>
    public ThreadCall? Call { get; private set; }

    /// <summary>Looks at a thread, takes its CPU if it runs and asks what it waits in if not; false when it has ended.</summary>
    public bool TryLook(ThreadId thread, out ThreadSchedule schedule)
    {
        for (int wakes = 0; _schedules.TryRead(thread, out schedule); wakes++)
        {
            if (!TryLook(thread, ref schedule, out ThreadActivity activity))
                return false;
            if (activity.State == ProcessState.Running || TryRest(thread, schedule) || wakes == MaxMoves)
                return true;
        }

        return false;
    }

    /// <summary>Looks at a thread whose schedule was read just before, which is read again when the caller has to move.</summary>
    public bool TryLook(ThreadId thread, ref ThreadSchedule schedule, out ThreadActivity activity)
    {
        IsHeld = false;
        Call = null;
        for (int moves = 0; ; moves++)
        {
            // The schedule came first: a thread that is seen on this CPU now has not run since, unless it has begun another slice.
            if (!_states.TryRead(thread, out activity))
                return false;
            State = activity.State;
            Schedule = schedule;
            if (activity.State != ProcessState.Running || schedule.Timeslices == 0)
                return true;
            if (activity.Cpu == _cpu.Cpu)
            {
                IsHeld = true;
                _thread = thread;
                return true;
            }

            if (moves == MaxMoves || !_cpu.TryBind(activity.Cpu))
                return true;
            if (!_schedules.TryRead(thread, out schedule))
                return false;
        }
    }

    /// <summary>Asks what a thread waits in whose schedule was read just before; false when it does not wait (any longer).</summary>
    private bool TryRest(ThreadId thread, in ThreadSchedule schedule)
    {
        if (!_calls.TryRead(thread, out ThreadCall call))
            return false;
        Call = call;
        // Now it is off its CPU, so that it cannot run again without beginning a timeslice.
        IsHeld = schedule.Timeslices != 0;
        _thread = thread;
        return true;
    }

    /// <summary>True when the thread was held and has not run since.</summary>
    public bool HasStoodStill() =>
        IsHeld && _schedules.TryRead(_thread, out ThreadSchedule now) && now.Timeslices == Schedule.Timeslices;
}
