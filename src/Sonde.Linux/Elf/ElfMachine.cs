using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Elf;

/// <summary>The processor a file is for (<c>e_machine</c>, include/uapi/linux/elf-em.h); other values are passed through.</summary>
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The file's own width.")]
public enum ElfMachine : ushort
{
    /// <summary>Not told.</summary>
    None = 0,

    /// <summary>x86-64 (EM_X86_64).</summary>
    X64 = 62,

    /// <summary>64-bit ARM (EM_AARCH64).</summary>
    Arm64 = 183,
}
