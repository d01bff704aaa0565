namespace Sonde.Linux.Elf;

/// <summary>One section header.</summary>
/// <param name="Name">Its name, for example <c>.text</c>.</param>
/// <param name="Kind">What it holds (<c>sh_type</c>).</param>
/// <param name="Flags">Bits of <c>sh_flags</c>.</param>
/// <param name="Address">Link-time address; 0 when it is not mapped.</param>
/// <param name="FileOffset">First byte in the file.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Link">Index of a section it refers to: for a symbol table its strings.</param>
/// <param name="EntrySize">Bytes of one entry, for tables.</param>
public readonly record struct ElfSection(
    string Name, ElfSectionKind Kind, ulong Flags, ulong Address, ulong FileOffset, ulong Size, uint Link, ulong EntrySize)
{
    private const ulong ExecutableFlag = 4; // SHF_EXECINSTR, include/uapi/linux/elf.h

    /// <summary>True for code.</summary>
    public bool IsExecutable => (Flags & ExecutableFlag) != 0;

    /// <summary>True when it takes no bytes in the file: <c>.bss</c>, or a section that stripping moved to a debug file.</summary>
    public bool IsEmptyInFile => Kind is ElfSectionKind.NoBits or ElfSectionKind.None;
}
