using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Perf;

/// <summary><c>enum perf_type_id</c> (include/uapi/linux/perf_event.h), as far as it is used.</summary>
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The kernel's own width.")]
internal enum PerfEventType : uint
{
    Hardware = 0,
    Software = 1,
}
