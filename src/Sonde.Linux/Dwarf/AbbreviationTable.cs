using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>The abbreviations of a unit, found by their code.</summary>
internal sealed class AbbreviationTable
{
    // No compiler comes near; ends tables made to exhaust memory.
    private const int MaxEntries = 100_000;
    private const int MaxAttributes = 512;

    private readonly List<Abbreviation?> _dense = [null];
    private readonly Dictionary<ulong, Abbreviation> _sparse = [];

    private AbbreviationTable()
    {
    }

    /// <summary>Reads the table at an offset of <c>.debug_abbrev</c>; what is damaged is left out.</summary>
    public static AbbreviationTable Read(SectionCursor cursor, ulong offset, DwarfEncoding encoding)
    {
        var table = new AbbreviationTable();
        var attributes = new List<AttributeShape>();
        cursor.Seek(offset);
        for (int i = 0; i < MaxEntries; i++)
        {
            ulong code = cursor.Unsigned();
            if (code == 0 || cursor.IsBroken)
                break;
            var tag = (DwarfTag)cursor.Unsigned();
            bool hasChildren = cursor.U8() != 0;
            attributes.Clear();
            int size = ReadAttributes(cursor, attributes, encoding);
            if (cursor.IsBroken)
                break;
            var entry = new Abbreviation(tag, hasChildren, [.. attributes], size);
            if (code == (ulong)table._dense.Count)
                table._dense.Add(entry);
            else
                table._sparse[code] = entry;
        }

        return table;
    }

    /// <summary>The abbreviation with a code; null when there is none.</summary>
    public Abbreviation? Find(ulong code) =>
        code < (ulong)_dense.Count ? _dense[(int)code] : _sparse.GetValueOrDefault(code);

    private static int ReadAttributes(SectionCursor cursor, List<AttributeShape> attributes, DwarfEncoding encoding)
    {
        int size = 0;
        for (int i = 0; i < MaxAttributes; i++)
        {
            ulong attribute = cursor.Unsigned();
            ulong form = cursor.Unsigned();
            long constant = form == (ulong)DwarfForm.ImplicitConstant ? cursor.Signed() : 0;
            if ((attribute == 0 && form == 0) || cursor.IsBroken)
                return size;
            var shape = new AttributeShape(
                attribute <= ushort.MaxValue ? (DwarfAttribute)attribute : DwarfAttribute.None,
                form <= ushort.MaxValue ? (DwarfForm)form : DwarfForm.None,
                constant);
            attributes.Add(shape);
            int bytes = encoding.SizeOf(shape.Form);
            size = size < 0 || bytes < 0 ? -1 : size + bytes;
        }

        return size;
    }
}
