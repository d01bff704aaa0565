using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Elf;

/// <summary>How a segment may be accessed (<c>p_flags</c>, include/uapi/linux/elf.h).</summary>
[Flags]
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The file's own width.")]
public enum ElfSegmentFlags : uint
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Code (PF_X).</summary>
    Execute = 1,

    /// <summary>Writable (PF_W).</summary>
    Write = 2,

    /// <summary>Readable (PF_R).</summary>
    Read = 4,
}
