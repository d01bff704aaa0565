using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>Reads and skips attribute values.</summary>
internal static class FormReader
{
    /// <summary>Reads a value and moves behind it. An unknown form breaks the cursor: nothing behind it can be found.</summary>
    public static DwarfValue Read(SectionCursor cursor, DwarfForm form, DwarfEncoding encoding, long constant = 0)
    {
        if (form == DwarfForm.Indirect)
        {
            ulong actual = cursor.Unsigned();
            form = actual is <= ushort.MaxValue and not (ulong)DwarfForm.Indirect ? (DwarfForm)actual : DwarfForm.None;
            if (form == DwarfForm.ImplicitConstant)
                constant = cursor.Signed();
        }

        switch (form)
        {
            case DwarfForm.ImplicitConstant:
                return new(form, (ulong)constant);
            case DwarfForm.FlagPresent:
                return new(form, 1);
            case DwarfForm.SignedData:
                return new(form, (ulong)cursor.Signed());
            case DwarfForm.UnsignedData or DwarfForm.ReferenceUnsigned or DwarfForm.StringIndex or DwarfForm.AddressIndex
                or DwarfForm.LocationListIndex or DwarfForm.RangeListIndex or DwarfForm.GnuAddressIndex or DwarfForm.GnuStringIndex:
                return new(form, cursor.Unsigned());
            case DwarfForm.String:
                ulong text = cursor.Position;
                cursor.SkipString();
                return new(form, text);
            case DwarfForm.Block1:
                return SkipBlock(cursor, form, cursor.U8());
            case DwarfForm.Block2:
                return SkipBlock(cursor, form, cursor.U16());
            case DwarfForm.Block4:
                return SkipBlock(cursor, form, cursor.U32());
            case DwarfForm.Block or DwarfForm.Expression:
                return SkipBlock(cursor, form, cursor.Unsigned());
        }

        switch (encoding.SizeOf(form))
        {
            case 1:
                return new(form, cursor.U8());
            case 2:
                return new(form, cursor.U16());
            case 3:
                return new(form, cursor.U24());
            case 4:
                return new(form, cursor.U32());
            case 8:
                return new(form, cursor.U64());
            case 16:
                return SkipBlock(cursor, form, 16);
            default:
                cursor.Seek(ulong.MaxValue);
                return default;
        }
    }

    private static DwarfValue SkipBlock(SectionCursor cursor, DwarfForm form, ulong length)
    {
        ulong start = cursor.Position;
        cursor.Skip(length);
        return new(form, start);
    }
}
