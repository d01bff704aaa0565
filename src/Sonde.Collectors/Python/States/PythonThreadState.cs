using System.Runtime.InteropServices;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>What a Python thread does at one moment.</summary>
/// <param name="Condition">What it does.</param>
/// <param name="HoldsGil">It holds the GIL of its interpreter: also a thread that sleeps may, which stops all others.</param>
/// <param name="Call">Number of the system call that it is blocked in; -1 for none.</param>
internal readonly record struct PythonThreadState(ThreadCondition Condition, bool HoldsGil, long Call = -1)
{
    /// <summary>The state of a thread that is at rest or runs.</summary>
    /// <param name="state">What the kernel says.</param>
    /// <param name="call">The system call; null when it runs.</param>
    /// <param name="gil">The GILs of its process.</param>
    /// <param name="holdsGil">Whether it holds one.</param>
    public static PythonThreadState Of(ProcessState state, ThreadCall? call, GilReader gil, bool holdsGil) => state switch
    {
        ProcessState.Running => new(ThreadCondition.Running, holdsGil),
        ProcessState.Stopped or ProcessState.TracingStop => new(ThreadCondition.Stopped, holdsGil),
        _ when call is { } futex && !holdsGil && FutexCall.IsFutex(futex) && gil.Covers(futex.FirstArgument) => new(ThreadCondition.GilWait, false),
        ProcessState.DiskWait => new(ThreadCondition.DiskWait, holdsGil, call?.Number ?? -1),
        _ => new(ThreadCondition.Blocked, holdsGil, call?.Number ?? -1),
    };

    /// <summary>A number for each state, as a key: hashing the record itself boxes the enumeration where code is not optimised.</summary>
    public long Key => ((long)Condition << 1 | (HoldsGil ? 1L : 0)) << 32 | (uint)(int)Call;

    /// <summary>
    /// In words: <c>running, holds the GIL</c>, <c>running</c> (C code without the GIL), <c>runnable</c>, <c>waiting for the GIL</c>,
    /// <c>blocked in epoll_wait</c>, <c>disk wait in read</c>, <c>stopped</c>.
    /// </summary>
    public string ToWords()
    {
        string words = Condition switch
        {
            ThreadCondition.Running => "running",
            ThreadCondition.Runnable => "runnable",
            ThreadCondition.GilWait => "waiting for the GIL",
            ThreadCondition.DiskWait => "disk wait" + In,
            ThreadCondition.Stopped => "stopped",
            _ => Call < 0 ? "sleeping" : "blocked" + In,
        };
        return HoldsGil ? words + ", holds the GIL" : words;
    }

    // Numbers below 424 differ between architectures.
    private string In => Call < 0 ? ""
        : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? $" in {SystemCallNames.Get(Call)}"
        : System.FormattableString.Invariant($" in system call {Call}");
}
