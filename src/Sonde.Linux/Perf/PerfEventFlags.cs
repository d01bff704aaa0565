using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Perf;

/// <summary>The bit field of <c>struct perf_event_attr</c> (include/uapi/linux/perf_event.h), as far as it is used.</summary>
[Flags]
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The kernel's own width.")]
internal enum PerfEventFlags : ulong
{
    None = 0,
    Disabled = 1 << 0,
    Inherit = 1 << 1,
    ExcludeUser = 1 << 4,
    ExcludeKernel = 1 << 5,
    ExcludeHypervisor = 1 << 6,
    ExcludeIdle = 1 << 7,
    Mmap = 1 << 8,
    Comm = 1 << 9,
    Frequency = 1 << 10,
    Task = 1 << 13,
    Watermark = 1 << 14,
    SampleIdAll = 1 << 18,
    ExcludeCallchainKernel = 1 << 21,
    ExcludeCallchainUser = 1 << 22,
    Mmap2 = 1 << 23,
    CommExec = 1 << 24,
    UseClockId = 1 << 25,
    ContextSwitch = 1 << 26,
    BuildId = 1UL << 34,
}
