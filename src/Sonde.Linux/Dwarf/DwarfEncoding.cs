namespace Sonde.Linux.Dwarf;

/// <summary>What a unit's header says about the sizes of values in it.</summary>
/// <param name="Version">DWARF version, 2 to 5.</param>
/// <param name="Is64">Offsets have 8 bytes.</param>
/// <param name="AddressSize">Bytes of an address.</param>
internal readonly record struct DwarfEncoding(int Version, bool Is64, int AddressSize)
{
    /// <summary>Bytes of an offset into another section.</summary>
    public int OffsetSize => Is64 ? 8 : 4;

    /// <summary>Bytes of a value in a form; -1 when they depend on the value.</summary>
    public int SizeOf(DwarfForm form) => form switch
    {
        DwarfForm.Address => AddressSize,
        DwarfForm.Data1 or DwarfForm.Flag or DwarfForm.Reference1 or DwarfForm.StringIndex1 or DwarfForm.AddressIndex1 => 1,
        DwarfForm.Data2 or DwarfForm.Reference2 or DwarfForm.StringIndex2 or DwarfForm.AddressIndex2 => 2,
        DwarfForm.StringIndex3 or DwarfForm.AddressIndex3 => 3,
        DwarfForm.Data4 or DwarfForm.Reference4 or DwarfForm.StringIndex4 or DwarfForm.AddressIndex4
            or DwarfForm.ReferenceSupplement4 => 4,
        DwarfForm.Data8 or DwarfForm.Reference8 or DwarfForm.ReferenceSignature or DwarfForm.ReferenceSupplement8 => 8,
        DwarfForm.Data16 => 16,
        DwarfForm.FlagPresent or DwarfForm.ImplicitConstant => 0,
        // Version 2 stored it like an address.
        DwarfForm.ReferenceAddress => Version <= 2 ? AddressSize : OffsetSize,
        DwarfForm.StringPointer or DwarfForm.LineStringPointer or DwarfForm.SectionOffset or DwarfForm.StringPointerSupplement
            or DwarfForm.GnuReferenceAlternate or DwarfForm.GnuStringPointerAlternate => OffsetSize,
        _ => -1,
    };
}
