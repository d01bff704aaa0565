using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Perf;

/// <summary><c>enum perf_event_sample_format</c> (include/uapi/linux/perf_event.h), as far as it is used.</summary>
[Flags]
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The kernel's own width.")]
internal enum PerfSampleFormat : ulong
{
    None = 0,
    ThreadId = 1 << 1,
    Time = 1 << 2,
    Callchain = 1 << 5,
    Period = 1 << 8,
    Raw = 1 << 10,
    UserRegisters = 1 << 12,
    UserStack = 1 << 13,

    /// <summary>The event's ID at a fixed place: first in a sample, last in every other record.</summary>
    Identifier = 1 << 16,
}
