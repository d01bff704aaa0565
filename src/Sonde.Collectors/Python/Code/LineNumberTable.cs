namespace Sonde.Collectors.Python;

/// <summary>
/// Decodes the line tables of CPython 3.8 to 3.10 (Objects/lnotab_notes.txt): pairs of an unsigned number of bytes of bytecode and
/// a signed number of lines. They have no columns.
/// </summary>
internal static class LineNumberTable
{
    private const int UnitSize = 2;

    /// <summary>3.10: a range without a line.</summary>
    private const sbyte NoLine = -128;

    /// <summary>Decodes <c>co_lnotab</c> of 3.8 and 3.9: the line changes after the bytes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="firstLine"><c>co_firstlineno</c>.</param>
    /// <param name="units">Number of code units of the code object.</param>
    /// <returns>For each code unit its place.</returns>
    public static SourcePlace[] DecodeLnotab(ReadOnlySpan<byte> table, int firstLine, int units)
    {
        var places = new SourcePlace[units];
        int line = firstLine, start = 0;
        for (int at = 0; at + 1 < table.Length; at += 2)
        {
            Fill(places, start, start + table[at], line);
            start += table[at];
            line += (sbyte)table[at + 1];
        }

        Fill(places, start, units * UnitSize, line);
        return places;
    }

    /// <summary>Decodes <c>co_linetable</c> of 3.10: the line changes before the bytes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="firstLine"><c>co_firstlineno</c>.</param>
    /// <param name="units">Number of code units of the code object.</param>
    /// <returns>For each code unit its place; (0, 0) where the compiler gave none.</returns>
    public static SourcePlace[] DecodeRanges(ReadOnlySpan<byte> table, int firstLine, int units)
    {
        var places = new SourcePlace[units];
        int line = firstLine, start = 0;
        for (int at = 0; at + 1 < table.Length; at += 2)
        {
            var change = (sbyte)table[at + 1];
            if (change != NoLine)
            {
                line += change;
                Fill(places, start, start + table[at], line);
            }

            start += table[at];
        }

        return places;
    }

    private static void Fill(SourcePlace[] places, int start, int end, int line)
    {
        var place = line > 0 ? new SourcePlace(line, 0) : default;
        for (int unit = start / UnitSize; unit < Math.Min(end / UnitSize, places.Length); unit++)
            places[unit] = place;
    }
}
