namespace Sonde.Linux.Dwarf;

/// <summary>The kinds of entries that matter for addresses: DWARF 5, section 7.5.3.</summary>
internal enum DwarfTag : ushort
{
    None = 0,
    ArrayType = 0x01,
    ClassType = 0x02,
    EnumerationType = 0x04,
    CompileUnit = 0x11,
    StructureType = 0x13,
    SubroutineType = 0x15,
    UnionType = 0x17,
    InlinedSubroutine = 0x1d,
    Subprogram = 0x2e,
    PartialUnit = 0x3c,
    SkeletonUnit = 0x4a,
}
