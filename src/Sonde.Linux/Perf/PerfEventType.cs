using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Perf;

/// <summary>
/// <c>enum perf_type_id</c> (include/uapi/linux/perf_event.h), as far as it is used. A PMU of its own has a number that its folder
/// below <c>/sys/bus/event_source/devices</c> tells.
/// </summary>
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The kernel's own width.")]
public enum PerfEventType : uint
{
    /// <summary>A counter of the CPU, by the kernel's general name.</summary>
    Hardware = 0,

    /// <summary>Something that the kernel counts.</summary>
    Software = 1,

    /// <summary>A place in the kernel's code that is made to be watched.</summary>
    Tracepoint = 2,

    /// <summary>A counter of a cache of the CPU.</summary>
    HardwareCache = 3,
}
