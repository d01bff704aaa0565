using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sonde.Linux.Procfs;

/// <summary>
/// What <c>/proc/PID/stat</c> or <c>/proc/PID/task/TID/stat</c> says (proc_pid_stat(5)). Ticks are units of USER_HZ, which is
/// 100 a second on every architecture that Linux exposes to user space here.
/// </summary>
public sealed record ProcessStat
{
    /// <summary>Ticks in a second (USER_HZ, include/asm-generic/param.h).</summary>
    public const int TicksPerSecond = 100;

    /// <summary>The flag of kernel threads (PF_KTHREAD, include/linux/sched.h).</summary>
    private const uint KernelThreadFlag = 0x0020_0000;

    /// <summary>Process ID, or thread ID when it was read for a thread.</summary>
    public required int Id { get; init; }

    /// <summary>The name, at most 15 bytes for user processes. It may hold blanks, parentheses and line ends.</summary>
    public required string Comm { get; init; }

    /// <summary>What it is doing.</summary>
    public required ProcessState State { get; init; }

    /// <summary>The parent; 0 when it is outside of this PID namespace, or there is none.</summary>
    public required ProcessId ParentProcess { get; init; }

    /// <summary>The kernel's PF_ flags.</summary>
    public required uint Flags { get; init; }

    /// <summary>CPU time in user mode, in ticks.</summary>
    public required ulong UserTicks { get; init; }

    /// <summary>CPU time in the kernel, in ticks.</summary>
    public required ulong SystemTicks { get; init; }

    /// <summary>Number of threads of the process.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>Start time in ticks since boot: with the ID it names a process for good, because IDs are reused.</summary>
    public required ulong StartTimeTicks { get; init; }

    /// <summary>Time spent waiting for block I/O, in ticks; 0 where the kernel does not count it (delayacct).</summary>
    public ulong BlockIoDelayTicks { get; init; }

    /// <summary>
    /// Where the main thread's stack begins; 0 for who may not trace the process. Every exec chooses it anew
    /// (kernel.randomize_va_space), also one of the same program.
    /// </summary>
    public ulong StackStart { get; init; }

    /// <summary>True for a thread of the kernel, which has no user memory.</summary>
    public bool IsKernelThread => (Flags & KernelThreadFlag) != 0;

    /// <summary>Parses the content of a stat file; false when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, [NotNullWhen(true)] out ProcessStat? stat)
    {
        stat = null;
        // The name stands between the first '(' and the last ')': it may itself hold either.
        int open = content.IndexOf((byte)'('), close = content.LastIndexOf((byte)')');
        if (open < 0 || close < open)
            return false;
        var head = new FieldReader(content[..open]);
        var fields = new FieldReader(content[(close + 1)..].TrimEnd((byte)'\n'));
        if (!head.TryReadInt32(out int id) || !fields.TryRead(out ReadOnlySpan<byte> state) || state.Length != 1
            || !fields.TryReadInt32(out int parent) || !fields.TrySkip(4) || !fields.TryReadUInt64(out ulong flags)
            || !fields.TrySkip(4) || !fields.TryReadUInt64(out ulong user) || !fields.TryReadUInt64(out ulong system)
            || !fields.TrySkip(4) || !fields.TryReadInt32(out int threads) || !fields.TrySkip(1)
            || !fields.TryReadUInt64(out ulong start))
        {
            return false;
        }

        // proc_pid_stat(5): start time is field 22, startstack 28, delayacct_blkio_ticks 42
        const int FieldsToStackStart = 28 - 22 - 1, FieldsToBlockIoDelay = 42 - 28 - 1;
        ulong stack = fields.TrySkip(FieldsToStackStart) && fields.TryReadUInt64(out ulong address) ? address : 0;
        ulong delay = fields.TrySkip(FieldsToBlockIoDelay) && fields.TryReadUInt64(out ulong ticks) ? ticks : 0;
        stat = new ProcessStat
        {
            Id = id,
            Comm = Encoding.UTF8.GetString(content[(open + 1)..close]),
            State = ProcessStates.FromLetter((char)state[0]),
            ParentProcess = new ProcessId(parent),
            Flags = (uint)flags,
            UserTicks = user,
            SystemTicks = system,
            ThreadCount = threads,
            StartTimeTicks = start,
            StackStart = stack,
            BlockIoDelayTicks = delay,
        };
        return true;
    }
}
