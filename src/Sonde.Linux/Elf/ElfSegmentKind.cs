using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Elf;

/// <summary>The kinds of segments Sonde reads (<c>p_type</c>, include/uapi/linux/elf.h); other values are passed through.</summary>
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The file's own width.")]
public enum ElfSegmentKind : uint
{
    /// <summary>Unused entry (PT_NULL).</summary>
    None = 0,

    /// <summary>Mapped into memory (PT_LOAD).</summary>
    Load = 1,

    /// <summary>The dynamic linker's table (PT_DYNAMIC).</summary>
    Dynamic = 2,

    /// <summary>Path of the dynamic linker (PT_INTERP).</summary>
    Interpreter = 3,

    /// <summary>Notes, among them the build ID (PT_NOTE).</summary>
    Note = 4,

    /// <summary>The binary-search table of unwind information (PT_GNU_EH_FRAME).</summary>
    EhFrameHeader = 0x6474e550,
}
