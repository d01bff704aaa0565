namespace Sonde.Linux.Procfs;

/// <summary>
/// What a thread that is not on a CPU waits in, from <c>/proc/PID/task/TID/syscall</c> (proc_pid_syscall(5)). The kernel gives it only after
/// the thread has been switched out (<c>task_current_syscall</c>, lib/syscall.c), so that having it proves that the thread was not running.
/// </summary>
/// <param name="Number">Number of the system call; -1 when it waits for something else, for example a page.</param>
/// <param name="FirstArgument">The call's first argument: of <c>futex(2)</c> the address of the word; 0 without a call.</param>
/// <param name="FourthArgument">The fourth: of <c>futex(2)</c> the address of its timeout, 0 when it waits for ever.</param>
public readonly record struct ThreadCall(long Number, ulong FirstArgument, ulong FourthArgument = 0)
{
    /// <summary>No system call: a page fault, a stop.</summary>
    public static readonly ThreadCall None = new(-1, 0);
}
