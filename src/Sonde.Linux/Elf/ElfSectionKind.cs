using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Elf;

/// <summary>The kinds of sections Sonde reads (<c>sh_type</c>, include/uapi/linux/elf.h); other values are passed through.</summary>
[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "The file's own width.")]
public enum ElfSectionKind : uint
{
    /// <summary>Unused entry (SHT_NULL).</summary>
    None = 0,

    /// <summary>Code or data of the program (SHT_PROGBITS).</summary>
    Program = 1,

    /// <summary>All symbols (SHT_SYMTAB).</summary>
    SymbolTable = 2,

    /// <summary>Strings (SHT_STRTAB).</summary>
    StringTable = 3,

    /// <summary>Relocations with addends (SHT_RELA).</summary>
    Relocations = 4,

    /// <summary>Notes (SHT_NOTE).</summary>
    Note = 7,

    /// <summary>Takes no bytes in the file (SHT_NOBITS).</summary>
    NoBits = 8,

    /// <summary>The symbols the dynamic linker needs (SHT_DYNSYM).</summary>
    DynamicSymbols = 11,
}
