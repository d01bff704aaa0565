using System.Runtime.InteropServices;

namespace Sonde.Linux.Processes;

/// <summary>
/// Binds the calling thread to one CPU at a time (<c>sched_setaffinity(2)</c>). While it runs there, no other thread whose CPU that is
/// runs: what such a thread has in memory stands still, without its being stopped. Only for the thread that binds.
/// </summary>
public sealed unsafe partial class CpuBinding : IDisposable
{
    /// <summary>CPUs that fit into a mask: more than any kernel is built for (NR_CPUS).</summary>
    private const int MaxCpus = 8192;

    private const int BitsPerWord = 64, MaskBytes = MaxCpus / 8;

    private readonly ulong[] _mask = new ulong[MaxCpus / BitsPerWord];
    private readonly ulong[] _before = new ulong[MaxCpus / BitsPerWord];
    private readonly bool _canRestore;

    /// <summary>Notes where the calling thread may run now.</summary>
    public CpuBinding()
    {
        fixed (ulong* mask = _before)
            _canRestore = sched_getaffinity(0, MaskBytes, mask) == 0;
    }

    /// <summary>The CPU the thread is bound to, or -1.</summary>
    public int Cpu { get; private set; } = -1;

    /// <summary>
    /// Moves the thread to a CPU and keeps it there; false when it may not run there (cpusets), and then it stays where it was.
    /// When this returns true the thread already runs there.
    /// </summary>
    public bool TryBind(int cpu)
    {
        if (cpu == Cpu)
            return true;
        if (cpu is < 0 or >= MaxCpus || !_canRestore)
            return false;
        _mask[cpu / BitsPerWord] = 1UL << (cpu % BitsPerWord);
        bool isBound = TrySet(_mask);
        _mask[cpu / BitsPerWord] = 0;
        if (isBound)
            Cpu = cpu;
        return isBound;
    }

    /// <summary>Lets the thread run where it could before.</summary>
    public void Dispose()
    {
        if (Cpu < 0)
            return;
        _ = TrySet(_before); // the thread can run on at least one of them, or it would not run
        Cpu = -1;
    }

    private static bool TrySet(ulong[] mask)
    {
        fixed (ulong* bits = mask)
            return sched_setaffinity(0, MaskBytes, bits) == 0;
    }

    [LibraryImport("libc")]
    private static partial int sched_setaffinity(int thread, nint length, ulong* mask);

    [LibraryImport("libc")]
    private static partial int sched_getaffinity(int thread, nint length, ulong* mask);
}
