using Sonde.Linux.Procfs;

namespace Sonde.Linux.Perf;

/// <summary>
/// The best event that this kernel grants, found out by trying: hardware cycles where there is a PMU, else the CPU clock; with
/// the kernel's part where that is permitted.
/// </summary>
internal sealed class PerfEventChoice(int rate, bool kernelStacks)
{
    private const ulong CyclesConfig = 0; // PERF_COUNT_HW_CPU_CYCLES
    private const ulong ClockConfig = 0; // PERF_COUNT_SW_CPU_CLOCK

    private PerfEventType _type = PerfEventType.Hardware;

    private PerfEventFlags _optional = PerfEventFlags.BuildId;

    /// <summary>The event's name as perf(1) writes it.</summary>
    public string Name => (_type == PerfEventType.Hardware ? "cycles" : "cpu-clock") + (ExcludesKernel ? ":u" : "");

    /// <summary>True when the kernel refused to sample itself.</summary>
    public bool ExcludesKernel { get; private set; }

    /// <summary>Opens the event.</summary>
    /// <param name="target">The process, for the error's message; null for whole CPUs.</param>
    /// <param name="thread">Thread ID, or -1 for whole CPUs.</param>
    /// <param name="cpu">CPU.</param>
    /// <param name="wakeup">Bytes in the ring that wake the reader.</param>
    /// <param name="file">The descriptor, when it was opened.</param>
    /// <returns>0 or an error number of the kind that depends on the thread or CPU.</returns>
    /// <exception cref="TargetException">Not permitted or not possible at all.</exception>
    public int Open(ProcessId? target, int thread, int cpu, int wakeup, out int file)
    {
        while (true)
        {
            file = PerfNative.PerfEventOpen(Attributes(isSystemWide: thread < 0, wakeup), thread, cpu);
            if (file >= 0)
                return 0;
            int errno = -file;
            switch (errno)
            {
                case PerfNative.Esrch or PerfNative.Emfile or PerfNative.Enfile or PerfNative.Enomem:
                    return errno;
                case PerfNative.Einval or PerfNative.E2big when _optional != PerfEventFlags.None:
                    _optional = PerfEventFlags.None; // a kernel before 5.12
                    break;
                // No PMU gives ENOENT; a virtual one that lacks something EOPNOTSUPP, EINVAL or ENODEV; a taken one EBUSY.
                case PerfNative.Enoent or PerfNative.Enotsupp or PerfNative.Einval or PerfNative.Enodev or PerfNative.Ebusy
                    when _type == PerfEventType.Hardware:
                    _type = PerfEventType.Software;
                    _optional = PerfEventFlags.BuildId;
                    break;
                case PerfNative.Enodev:
                    return errno; // the CPU was switched off
                case PerfNative.Eacces or PerfNative.Eperm when !ExcludesKernel && thread >= 0:
                    ExcludesKernel = true;
                    break;
                default:
                    throw PerfErrors.ForOpen(errno, target);
            }
        }
    }

    private PerfEventAttributes Attributes(bool isSystemWide, int wakeup) => new()
    {
        Type = _type,
        Size = PerfEventAttributes.Length,
        Config = _type == PerfEventType.Hardware ? CyclesConfig : ClockConfig,
        SampleFrequency = (ulong)rate,
        SampleFormat = PerfSampleFormats.Record,
        Flags = PerfEventFlags.Frequency | PerfEventFlags.SampleIdAll | PerfEventFlags.UseClockId | PerfEventFlags.Watermark
            | PerfEventFlags.Mmap | PerfEventFlags.Mmap2 | PerfEventFlags.Comm | PerfEventFlags.CommExec | PerfEventFlags.Task
            | PerfEventFlags.ExcludeHypervisor | _optional
            | (isSystemWide ? PerfEventFlags.ExcludeIdle : PerfEventFlags.Inherit)
            | (ExcludesKernel ? PerfEventFlags.ExcludeKernel : 0)
            | (kernelStacks && !ExcludesKernel ? 0 : PerfEventFlags.ExcludeCallchainKernel),
        ClockId = PerfSampleFormats.MonotonicClock,
        WakeupWatermark = (uint)wakeup,
    };
}
