using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>The attributes of one entry that Sonde uses.</summary>
internal struct DwarfEntry
{
    public DwarfValue Name, LinkageName, LowPc, HighPc, Ranges, AbstractOrigin, Specification, Sibling;
    public DwarfValue CallFile, CallLine, CallColumn, DeclarationLine, Inline;

    // Of a unit's first entry.
    public DwarfValue LineProgram, CompilationDirectory, AddressBase, StringOffsetsBase, RangeListsBase, GnuRangesBase;
    public DwarfValue SplitName, SplitId, Language;

    /// <summary>Reads the attributes of an entry.</summary>
    public static void Read(SectionCursor cursor, Abbreviation abbreviation, DwarfEncoding encoding, out DwarfEntry entry)
    {
        entry = default;
        foreach (AttributeShape shape in abbreviation.Attributes)
        {
            DwarfValue value = FormReader.Read(cursor, shape.Form, encoding, shape.Constant);
            if (cursor.IsBroken)
                return;
            entry.Store(shape.Attribute, value);
        }
    }

    private void Store(DwarfAttribute attribute, DwarfValue value)
    {
        switch (attribute)
        {
            case DwarfAttribute.Name: Name = value; break;
            case DwarfAttribute.LinkageName or DwarfAttribute.MipsLinkageName: LinkageName = value; break;
            case DwarfAttribute.LowPc: LowPc = value; break;
            case DwarfAttribute.HighPc: HighPc = value; break;
            case DwarfAttribute.Ranges: Ranges = value; break;
            case DwarfAttribute.AbstractOrigin: AbstractOrigin = value; break;
            case DwarfAttribute.Specification: Specification = value; break;
            case DwarfAttribute.Sibling: Sibling = value; break;
            case DwarfAttribute.CallFile: CallFile = value; break;
            case DwarfAttribute.CallLine: CallLine = value; break;
            case DwarfAttribute.CallColumn: CallColumn = value; break;
            case DwarfAttribute.DeclarationLine: DeclarationLine = value; break;
            case DwarfAttribute.Inline: Inline = value; break;
            case DwarfAttribute.LineProgram: LineProgram = value; break;
            case DwarfAttribute.CompilationDirectory: CompilationDirectory = value; break;
            case DwarfAttribute.AddressBase or DwarfAttribute.GnuAddressBase: AddressBase = value; break;
            case DwarfAttribute.StringOffsetsBase: StringOffsetsBase = value; break;
            case DwarfAttribute.RangeListsBase: RangeListsBase = value; break;
            case DwarfAttribute.GnuRangesBase: GnuRangesBase = value; break;
            case DwarfAttribute.SplitName or DwarfAttribute.GnuSplitName: SplitName = value; break;
            case DwarfAttribute.GnuSplitId: SplitId = value; break;
            case DwarfAttribute.Language: Language = value; break;
            default: break;
        }
    }
}
