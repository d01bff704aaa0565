using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>
/// Lets a thread stand still while it is read, without stopping it: the reader takes a turn on the thread's own CPU, as any
/// other process may at any time. That the thread did not run meanwhile is then proved, not hoped: it belonged to the reader's CPU
/// after its timeslices were counted, and has begun no other since.
/// </summary>
internal sealed class ThreadHold
{
    /// <summary>How often a thread that moves on to another CPU is followed.</summary>
    private const int MaxMoves = 3;

    private readonly ThreadScheduleReader _schedules;
    private readonly ThreadStatReader _states;
    private readonly CpuBinding _cpu;
    private ThreadId _thread;
    private ulong _timeslices;

    /// <summary>Prepares to hold threads of one process.</summary>
    /// <param name="schedules">Tells how often they were put on a CPU.</param>
    /// <param name="states">Tells whether they run, and where.</param>
    /// <param name="cpu">Moves the calling thread.</param>
    public ThreadHold(ThreadScheduleReader schedules, ThreadStatReader states, CpuBinding cpu)
    {
        _schedules = schedules;
        _states = states;
        _cpu = cpu;
    }

    /// <summary>
    /// The thread that was looked at was ready to run then, but not running, because the caller was on its CPU. False also where that
    /// CPU is not permitted, or the kernel does not count timeslices.
    /// </summary>
    public bool IsHeld { get; private set; }

    /// <summary>Looks at a thread, and takes its CPU if it runs; false when it has ended.</summary>
    public bool TryLook(ThreadId thread, out ThreadSchedule schedule) =>
        _schedules.TryRead(thread, out schedule) && TryLook(thread, ref schedule, out _);

    /// <summary>Looks at a thread whose schedule was read just before, which is read again when the caller has to move.</summary>
    public bool TryLook(ThreadId thread, ref ThreadSchedule schedule, out ThreadActivity activity)
    {
        IsHeld = false;
        for (int moves = 0; ; moves++)
        {
            // The schedule came first: a thread that is seen on this CPU now has not run since, unless it has begun another slice.
            if (!_states.TryRead(thread, out activity))
                return false;
            if (activity.State != ProcessState.Running || schedule.Timeslices == 0)
                return true;
            if (activity.Cpu == _cpu.Cpu)
            {
                IsHeld = true;
                _thread = thread;
                _timeslices = schedule.Timeslices;
                return true;
            }

            if (moves == MaxMoves || !_cpu.TryBind(activity.Cpu))
                return true;
            if (!_schedules.TryRead(thread, out schedule))
                return false;
        }
    }

    /// <summary>True when the thread was held and has not run since.</summary>
    public bool HasStoodStill() =>
        IsHeld && _schedules.TryRead(_thread, out ThreadSchedule schedule) && schedule.Timeslices == _timeslices;
}
