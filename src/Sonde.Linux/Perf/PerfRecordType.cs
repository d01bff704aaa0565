using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Perf;

/// <summary><c>enum perf_event_type</c> (include/uapi/linux/perf_event.h); other values are passed through.</summary>
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The kernel's own width.")]
public enum PerfRecordType : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The ring was full: records are missing.</summary>
    Lost = 2,

    /// <summary>A thread or process has a new name.</summary>
    Comm = 3,

    /// <summary>A thread has ended.</summary>
    Exit = 4,

    /// <summary>The kernel takes fewer samples than asked for, because they cost too much time.</summary>
    Throttle = 5,

    /// <summary>The end of <see cref="Throttle"/>.</summary>
    Unthrottle = 6,

    /// <summary>A thread or process was created.</summary>
    Fork = 7,

    /// <summary>A sample.</summary>
    Sample = 9,

    /// <summary>Code was mapped.</summary>
    Mmap2 = 10,

    /// <summary>The hardware lost samples.</summary>
    LostSamples = 13,

    /// <summary>A watched thread enters or leaves a CPU.</summary>
    Switch = 14,

    /// <summary>The same on a CPU that is watched as a whole.</summary>
    SwitchCpuWide = 15,
}
