namespace Sonde.Linux.Dwarf;

/// <summary>The attributes Sonde reads: DWARF 5, section 7.5.4, and GNU's for split DWARF 4.</summary>
internal enum DwarfAttribute : ushort
{
    None = 0,
    Sibling = 0x01,
    Name = 0x03,
    LineProgram = 0x10,
    LowPc = 0x11,
    HighPc = 0x12,
    Language = 0x13,
    CompilationDirectory = 0x1b,
    Inline = 0x20,
    AbstractOrigin = 0x31,
    DeclarationLine = 0x3b,
    Specification = 0x47,
    Ranges = 0x55,
    CallColumn = 0x57,
    CallFile = 0x58,
    CallLine = 0x59,
    LinkageName = 0x6e,
    StringOffsetsBase = 0x72,
    AddressBase = 0x73,
    RangeListsBase = 0x74,
    SplitName = 0x76,
    MipsLinkageName = 0x2007,
    GnuSplitName = 0x2130,
    GnuSplitId = 0x2131,
    GnuRangesBase = 0x2132,
    GnuAddressBase = 0x2133,
}
