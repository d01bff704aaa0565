namespace Sonde.Linux.Unwind;

/// <summary>The rows of a module's compiled functions, in parallel arrays that only grow: 12 bytes for a row.</summary>
/// <param name="starts">For each row where it begins, relative to the module; before a function's first row their number.</param>
/// <param name="rows">The rows.</param>
internal sealed class RowStorage(uint[] starts, UnwindRow[] rows)
{
    /// <summary>How many rows there is room for.</summary>
    public int Capacity => starts.Length;

    /// <summary>Sets a row.</summary>
    public void Set(int index, uint start, UnwindRow row)
    {
        starts[index] = start;
        rows[index] = row;
    }

    /// <summary>A larger copy.</summary>
    public RowStorage Grow()
    {
        (uint[] largerStarts, UnwindRow[] largerRows) = (starts, rows);
        Array.Resize(ref largerStarts, Capacity * 2);
        Array.Resize(ref largerRows, Capacity * 2);
        return new RowStorage(largerStarts, largerRows);
    }

    /// <summary>Finds the row of a function for an instruction; the default row (no rule) before its first.</summary>
    /// <param name="first">Index of the function's first row.</param>
    /// <param name="relative">The instruction's address, relative to the module.</param>
    public UnwindRow Find(int first, uint relative)
    {
        int count = (int)starts[first - 1];
        int found = starts.AsSpan(first, count).BinarySearch(relative);
        if (found < 0)
            found = ~found - 1;
        return found < 0 ? default : rows[first + found];
    }
}
