using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native.Receivers;

/// <summary>Names and sources of <see cref="ThreadWait"/>.</summary>
internal static class ThreadWaits
{
    // include/linux/sched.h: TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE, __TASK_STOPPED and __TASK_TRACED; the tracepoint cuts the
    // rest off (__trace_sched_switch_state), and what is above these is parked or idle kernel threads.
    private const long Interruptible = 1, Uninterruptible = 2, StoppedOrTraced = 4 | 8, Reported = 0xff;

    /// <summary>As the label <c>state</c> shows it.</summary>
    public static string ToWord(this ThreadWait wait) => wait switch
    {
        ThreadWait.Running => "running",
        ThreadWait.Runnable or ThreadWait.Starting => "runnable",
        ThreadWait.Sleeping => "sleeping",
        ThreadWait.DiskWait => "disk wait",
        ThreadWait.Stopped => "stopped",
        ThreadWait.Blocked => "blocked",
        _ => "",
    };

    /// <summary>From <c>prev_state</c> of sched_switch.</summary>
    public static ThreadWait FromSwitch(long state) => (state & Reported) switch
    {
        0 => ThreadWait.Runnable,
        var value when (value & StoppedOrTraced) != 0 => ThreadWait.Stopped,
        var value when (value & Uninterruptible) != 0 => ThreadWait.DiskWait,
        var value when (value & Interruptible) != 0 => ThreadWait.Sleeping,
        _ => ThreadWait.Blocked,
    };

    /// <summary>From procfs; null for a thread that is ready to run or gone.</summary>
    public static ThreadWait? FromProcfs(ProcessState state) => state switch
    {
        ProcessState.Sleeping => ThreadWait.Sleeping,
        ProcessState.DiskWait => ThreadWait.DiskWait,
        ProcessState.Stopped or ProcessState.TracingStop => ThreadWait.Stopped,
        _ => null,
    };
}
