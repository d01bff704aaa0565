using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.PerfData;

/// <summary>
/// Records of a perf.data file: the kernel's (include/uapi/linux/perf_event.h) and, from 64 on, those of perf itself
/// (tools/lib/perf/include/perf/event.h), as far as they are used.
/// </summary>
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The format's own width.")]
public enum PerfDataRecordType : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A file was mapped; of the kernel and its modules, where they lie.</summary>
    Mmap = 1,

    /// <summary>Records were lost.</summary>
    Lost = 2,

    /// <summary>A thread has a new name.</summary>
    Comm = 3,

    /// <summary>A thread has ended.</summary>
    Exit = 4,

    /// <summary>The kernel sampled less than asked.</summary>
    Throttle = 5,

    /// <summary>A thread was created.</summary>
    Fork = 7,

    /// <summary>A sample.</summary>
    Sample = 9,

    /// <summary>A file was mapped, with its rights and its identity or build ID.</summary>
    Mmap2 = 10,

    /// <summary>The hardware lost samples.</summary>
    LostSamples = 13,

    /// <summary>The name of a cgroup.</summary>
    Cgroup = 19,

    /// <summary>perf: an event, in pipe mode.</summary>
    HeaderAttribute = 64,

    /// <summary>perf: formats of tracepoints follow, in pipe mode.</summary>
    HeaderTracingData = 66,

    /// <summary>perf: the build ID of a file, in pipe mode.</summary>
    HeaderBuildId = 67,

    /// <summary>perf: everything before this is earlier than what comes after the next one.</summary>
    FinishedRound = 68,

    /// <summary>perf: hardware trace data follows.</summary>
    AuxTrace = 71,

    /// <summary>perf: the name of an event, in pipe mode.</summary>
    EventUpdate = 78,

    /// <summary>perf: a part of the file header, in pipe mode.</summary>
    HeaderFeature = 80,

    /// <summary>perf: compressed records.</summary>
    Compressed = 81,

    /// <summary>perf 6.16: compressed records with their exact length.</summary>
    Compressed2 = 83,
}
