using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>The header of a unit in <c>.debug_info</c> (DWARF 5, section 7.5.1).</summary>
/// <param name="Offset">Where the unit starts.</param>
/// <param name="End">Where the next one starts.</param>
/// <param name="Encoding">Sizes of values.</param>
/// <param name="Type">DW_UT_…; a compile unit before version 5.</param>
/// <param name="Abbreviations">Offset of its table in <c>.debug_abbrev</c>.</param>
/// <param name="FirstEntry">Where its first entry starts.</param>
/// <param name="SplitId">What connects a skeleton with its split unit; 0 when there is none in the header.</param>
internal readonly record struct UnitHeader(
    ulong Offset, ulong End, DwarfEncoding Encoding, int Type, ulong Abbreviations, ulong FirstEntry, ulong SplitId)
{
    private const int CompileType = 1, TypeType = 2, SkeletonType = 4, SplitCompileType = 5, SplitTypeType = 6;
    private const uint Escape64 = 0xffffffff, FirstReserved = 0xfffffff0;

    /// <summary>True for a unit that only describes a type.</summary>
    public bool IsTypeUnit => Type is TypeType or SplitTypeType;

    /// <summary>Reads a header; false when there is none that can be read, and then the units behind are lost too.</summary>
    public static bool TryRead(SectionCursor cursor, ulong offset, out UnitHeader header)
    {
        header = default;
        cursor.Seek(offset);
        if (!TryReadLength(cursor, out ulong end, out bool is64))
            return false;
        int version = cursor.U16();
        int type = CompileType;
        int addressSize;
        ulong abbreviations, splitId = 0;
        if (version >= 5)
        {
            type = cursor.U8();
            addressSize = cursor.U8();
            abbreviations = cursor.Offset(is64);
            if (type is SkeletonType or SplitCompileType)
                splitId = cursor.U64();
            else if (type is TypeType or SplitTypeType)
                cursor.Skip(8 + (is64 ? 8UL : 4UL));
        }
        else
        {
            abbreviations = cursor.Offset(is64);
            addressSize = cursor.U8();
        }

        if (cursor.IsBroken)
            return false;
        // An unknown version is passed over: its length is still good.
        if (version is < 2 or > 5 || addressSize is not (4 or 8))
            type = TypeType;
        header = new(offset, end, new DwarfEncoding(version, is64, addressSize), type, abbreviations, cursor.Position, splitId);
        return true;
    }

    /// <summary>Reads the length that starts units of all sections; false when it does not lead on inside the section.</summary>
    public static bool TryReadLength(SectionCursor cursor, out ulong end, out bool is64)
    {
        ulong length = cursor.U32();
        is64 = length == Escape64;
        if (is64)
            length = cursor.U64();
        end = cursor.Position + length;
        bool isReserved = !is64 && length >= FirstReserved;
        if (cursor.IsBroken || isReserved || length == 0 || length > cursor.Length)
            return false;
        end = Math.Min(end, cursor.Length);
        return true;
    }
}
