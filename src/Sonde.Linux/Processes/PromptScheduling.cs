using System.Runtime.InteropServices;

namespace Sonde.Linux.Processes;

/// <summary>
/// Lets a thread run at once when it wakes up, and not only when the thread that it takes turns with comes to the end of its
/// timeslice: what is then seen of that thread would be where threads happen to end their timeslices. Only for the thread that
/// makes it.
/// </summary>
public sealed unsafe partial class PromptScheduling
{
    // include/uapi/linux/sched.h and sched/types.h
    private const int Normal = 0, Fifo = 1, LowestPriority = 1, ResetOnFork = 1, HighestNice = -20;

    // The shortest that the kernel takes (6.12 and later; earlier kernels ignore it).
    private const ulong ShortSlice = 100_000;

    // SYS_sched_setattr: asm/unistd_64.h, and asm-generic/unistd.h for arm64
    private static readonly nint SetAttributes = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 274 : 314;

    private readonly int _nice = getpriority(0, 0);
    private bool _isHurrying;

    /// <summary>Chooses the best means that are permitted.</summary>
    public PromptScheduling()
    {
        // Real time needs CAP_SYS_NICE or RLIMIT_RTPRIO, a higher priority CAP_SYS_NICE; a short slice needs nothing.
        if (TrySet(Fifo, 0))
        {
            Means = PromptMeans.RealTime;
            _isHurrying = true;
            Relax();
        }
        else
        {
            Means = TrySet(Normal, HighestNice) ? PromptMeans.Priority
                : TrySet(Normal, _nice) ? PromptMeans.ShortSlice
                : PromptMeans.None;
        }
    }

    /// <summary>By what it is done.</summary>
    public PromptMeans Means { get; }

    /// <summary>What follows is short, and must come at once.</summary>
    public void Hurry()
    {
        if (Means == PromptMeans.RealTime && !_isHurrying)
            _isHurrying = TrySet(Fifo, 0);
    }

    /// <summary>What follows may take its time, and others take turns with it.</summary>
    public void Relax()
    {
        if (_isHurrying)
            _isHurrying = !TrySet(Normal, _nice);
    }

    private static bool TrySet(int policy, int nice)
    {
        var attributes = new Attributes
        {
            Size = Attributes.Length,
            Policy = policy,
            Flags = ResetOnFork,
            Nice = nice,
            Priority = policy == Fifo ? LowestPriority : 0,
            Runtime = policy == Fifo ? 0 : ShortSlice,
        };
        return syscall(SetAttributes, 0, &attributes, 0) == 0;
    }

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint thread, Attributes* attributes, nint flags);

    [LibraryImport("libc")]
    private static partial int getpriority(int which, uint who);

    /// <summary><c>struct sched_attr</c> (include/uapi/linux/sched/types.h), SCHED_ATTR_SIZE_VER0.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public const int Length = 48;

        public uint Size;
        public int Policy;
        public ulong Flags;
        public int Nice;
        public int Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
