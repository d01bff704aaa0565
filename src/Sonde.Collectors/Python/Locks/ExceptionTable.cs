namespace Sonde.Collectors.Python;

/// <summary>
/// Reads a code object's exception table (<c>co_exceptiontable</c>, Objects/exception_handling_notes.txt, 3.11): entries of start, length, target
/// and depth, as big-endian numbers of six bits a byte, bit 6: more follow; bit 7 marks the first byte of an entry.
/// </summary>
internal static class ExceptionTable
{
    private const int Bits = 6, Mask = 63, More = 64;

    /// <summary>
    /// How many values lie on a frame's stack for certain while an instruction runs: those that its innermost handler keeps, to which the
    /// <c>__exit__</c> of each <c>with</c> around it belongs. 0 without a handler.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="unit">The code unit that runs.</param>
    public static int DepthAt(ReadOnlySpan<byte> table, int unit)
    {
        int at = 0;
        while (at < table.Length)
        {
            int start = Read(table, ref at), length = Read(table, ref at);
            _ = Read(table, ref at);
            int depth = Read(table, ref at) >> 1; // bit 0: the instruction is kept as well
            if (unit >= start && unit < start + length)
                return depth;
        }

        return 0;
    }

    private static int Read(ReadOnlySpan<byte> table, ref int at)
    {
        int value = 0;
        while (at < table.Length)
        {
            byte part = table[at++];
            value = (value << Bits) | (part & Mask);
            if ((part & More) == 0)
                break;
        }

        return value;
    }
}
