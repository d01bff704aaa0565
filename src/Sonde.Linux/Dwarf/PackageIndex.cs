using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>
/// The table of a .dwp file that tells where each unit's parts are (DWARF 5, section 7.3.5; version 2 is GNU's of DWARF 4).
/// </summary>
internal sealed class PackageIndex
{
    // DW_SECT_…
    private const uint InfoSection = 1, AbbreviationsSection = 3, StringOffsetsSection = 6, RangeListsSection = 8;

    private const ulong HeaderLength = 16;
    private const uint MaxColumns = 16;
    private const uint MaxUnits = 1_000_000;

    private readonly Dictionary<ulong, SplitBases> _units = [];

    /// <summary>Reads <c>.debug_cu_index</c>; what is damaged is left out.</summary>
    public PackageIndex(SectionBytes section)
    {
        var cursor = new SectionCursor(section);
        // Two bytes and two of padding since version 5, four before: the same for small numbers.
        uint version = cursor.U32();
        uint columns = cursor.U32();
        uint units = cursor.U32();
        uint slots = cursor.U32();
        if (version is not (2 or 5) || columns is 0 or > MaxColumns || units > MaxUnits || slots > 4 * MaxUnits || cursor.IsBroken)
            return;
        // The signatures, then the rows that belong to them.
        var signatures = new SectionCursor(section);
        signatures.Seek(HeaderLength);
        cursor.Seek(HeaderLength + (8 * (ulong)slots));
        var rows = new Dictionary<uint, ulong>();
        for (uint slot = 0; slot < slots && !cursor.IsBroken; slot++)
        {
            uint row = cursor.U32();
            ulong signature = signatures.U64();
            if (row > 0 && row <= units)
                rows[row] = signature;
        }

        var sections = new uint[columns];
        for (int i = 0; i < sections.Length; i++)
            sections[i] = cursor.U32();
        var offsets = new ulong[MaxColumns];
        for (uint row = 1; row <= units && !cursor.IsBroken; row++)
        {
            foreach (uint column in sections)
            {
                uint offset = cursor.U32();
                if (column < MaxColumns)
                    offsets[column] = offset;
            }

            // In version 2, column 8 is another section, which DWARF 4 does not ask for.
            if (!cursor.IsBroken && rows.TryGetValue(row, out ulong signature))
            {
                _units[signature] = new SplitBases(
                    offsets[InfoSection], offsets[AbbreviationsSection], offsets[StringOffsetsSection], offsets[RangeListsSection]);
            }
        }
    }

    /// <summary>Finds the parts of a unit.</summary>
    public bool TryFind(ulong signature, out SplitBases bases) => _units.TryGetValue(signature, out bases);
}
