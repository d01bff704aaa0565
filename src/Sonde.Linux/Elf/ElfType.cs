using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Elf;

/// <summary>What an ELF file is for (<c>e_type</c>, include/uapi/linux/elf.h).</summary>
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The file's own width.")]
public enum ElfType : ushort
{
    /// <summary>Not told.</summary>
    None = 0,

    /// <summary>An object file that is not linked yet (ET_REL): its addresses mean nothing.</summary>
    Relocatable = 1,

    /// <summary>A program at fixed addresses (ET_EXEC).</summary>
    Executable = 2,

    /// <summary>A shared library or a position-independent program (ET_DYN).</summary>
    Shared = 3,

    /// <summary>A core dump (ET_CORE).</summary>
    Core = 4,
}
