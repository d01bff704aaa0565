namespace Sonde.Collectors.Python;

/// <summary>
/// Decodes the location table of CPython 3.11 and later (<c>co_linetable</c>, Objects/locations.md): entries that each cover
/// one to eight code units. The first byte of an entry has bit 7 set, the form in bits 3-6 and the length less one in
/// bits 0-2.
/// </summary>
internal static class LineTable
{
    private const int FirstOneLineForm = 10, NoColumnsForm = 13, LongForm = 14, NoLocationForm = 15;

    /// <summary>Decodes a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="firstLine"><c>co_firstlineno</c>.</param>
    /// <param name="units">Number of code units of the code object.</param>
    /// <returns>For each code unit its place; (0, 0) where the compiler gave none.</returns>
    public static SourcePlace[] Decode(ReadOnlySpan<byte> table, int firstLine, int units)
    {
        var places = new SourcePlace[units];
        int line = firstLine, unit = 0, at = 0;
        while (at < table.Length && unit < units)
        {
            byte head = table[at++];
            int form = (head >> 3) & 15, length = (head & 7) + 1, column = -1;
            switch (form)
            {
                case < FirstOneLineForm:
                    column = (form << 3) | (at < table.Length ? (table[at] >> 4) & 7 : 0);
                    at++;
                    break;
                case < NoColumnsForm:
                    line += form - FirstOneLineForm;
                    column = at < table.Length ? table[at] : -1;
                    at += 2;
                    break;
                case NoColumnsForm:
                    line += ReadSigned(table, ref at);
                    break;
                case LongForm:
                    line += ReadSigned(table, ref at);
                    _ = ReadUnsigned(table, ref at);
                    column = (int)ReadUnsigned(table, ref at) - 1;
                    _ = ReadUnsigned(table, ref at);
                    break;
            }

            var place = form == NoLocationForm || line <= 0 ? default : new SourcePlace(line, Math.Max(0, column + 1));
            for (int end = Math.Min(units, unit + length); unit < end; unit++)
                places[unit] = place;
        }

        return places;
    }

    // Six bits a byte, the least significant first; bit 6: more follow.
    private static uint ReadUnsigned(ReadOnlySpan<byte> table, ref int at)
    {
        uint value = 0;
        for (int shift = 0; at < table.Length; shift += 6)
        {
            byte part = table[at++];
            if (shift < 32)
                value |= (uint)(part & 63) << shift;
            if ((part & 64) == 0)
                break;
        }

        return value;
    }

    private static int ReadSigned(ReadOnlySpan<byte> table, ref int at)
    {
        uint value = ReadUnsigned(table, ref at);
        return (value & 1) != 0 ? -(int)(value >> 1) : (int)(value >> 1);
    }
}
