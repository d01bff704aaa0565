namespace Sonde.Linux.Elf;

/// <summary>One entry of a symbol table (<c>Elf64_Sym</c>, include/uapi/linux/elf.h).</summary>
internal readonly record struct RawSymbol(uint NameOffset, byte Info, ushort SectionIndex, ulong Address, ulong Size)
{
    public const int Length = 24;

    private const int NoType = 0, Function = 2, Section = 3, ThreadLocal = 6, IndirectFunction = 10;
    private const ushort Absolute = 0xfff1;

    /// <summary>Defined in this file (st_shndx is not SHN_UNDEF) and an address, not an offset into a thread's own block.</summary>
    public bool IsDefined => SectionIndex != 0 && (Info & 0xf) is not (Section or ThreadLocal);

    public bool IsFunction => IsDefined && (Info & 0xf) is Function or IndirectFunction;

    /// <summary>Told to be no function and no data: a label in assembly code.</summary>
    public bool IsUntyped => IsDefined && SectionIndex != Absolute && (Info & 0xf) == NoType;

    public bool IsLocal => Info >> 4 == 0;
}
