namespace Sonde.Profiles.Rendering.Flame;

/// <summary>
/// The values of a tree's stacks as columns, in the order of their nodes; rows of one node and one set of labels are added
/// up. Of each kind of value only what is left after division by their greatest common divisor is written, and nothing for
/// a kind that then equals one before it: CPU time is most often the number of samples times the period.
/// </summary>
internal sealed class PackedRows
{
    /// <summary>Stands for "no column equals this one".</summary>
    public const int None = -1;

    private readonly PackedColumn _distances = new(), _labels = new();
    private readonly PackedColumn[] _values;

    public PackedRows(IFlameContent content)
    {
        int width = content.Columns.Count;
        var keys = new long[content.RowCount];
        var order = new int[content.RowCount];
        for (int row = 0; row < order.Length; row++)
        {
            keys[row] = ((long)content.NodeOf(row) << 32) | (uint)content.LabelsOf(row);
            order[row] = row;
        }

        Array.Sort(keys, order);
        var sums = new long[width][];
        for (int column = 0; column < width; column++)
            sums[column] = new long[order.Length];
        int count = -1;
        long keyBefore = -1;
        int nodeBefore = 0;
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<long> values = content.ValuesOf(order[i]);
            if (values.IndexOfAnyExcept(0) < 0)
                continue;
            if (keys[i] != keyBefore)
            {
                count++;
                _distances.Add((int)(keys[i] >> 32) - nodeBefore);
                _labels.Add((int)keys[i]);
                nodeBefore = (int)(keys[i] >> 32);
                keyBefore = keys[i];
            }

            for (int column = 0; column < width; column++)
                sums[column][count] += values[column];
        }

        count++;
        Factors = new long[width];
        SameAs = new int[width];
        _values = new PackedColumn[width];
        for (int column = 0; column < width; column++)
            Pack(sums, column, count);
    }

    /// <summary>What the values of each column are to be multiplied by.</summary>
    public long[] Factors { get; }

    /// <summary>For each column an earlier one with the same values, or <see cref="None"/>.</summary>
    public int[] SameAs { get; }

    /// <summary>The columns in the order in which they are read.</summary>
    public IEnumerable<PackedColumn> Columns => [_distances, _labels, .. _values];

    private void Pack(long[][] sums, int column, int count)
    {
        Span<long> values = sums[column].AsSpan(0, count);
        Factors[column] = DivideByGreatestDivisor(values);
        SameAs[column] = None;
        _values[column] = new PackedColumn();
        for (int other = 0; other < column && SameAs[column] == None; other++)
        {
            if (SameAs[other] == None && values.SequenceEqual(sums[other].AsSpan(0, count)))
                SameAs[column] = other;
        }

        if (SameAs[column] != None)
            return;
        foreach (long value in values)
            _values[column].AddSigned(value);
    }

    private static long DivideByGreatestDivisor(Span<long> values)
    {
        ulong divisor = 0;
        foreach (long value in values)
        {
            ulong size = Size(value);
            if (divisor == 0 || size % divisor != 0)
                divisor = GreatestDivisor(divisor, size);
        }

        if (divisor is 0 or 1 or > long.MaxValue)
            return 1;
        foreach (ref long value in values)
            value /= (long)divisor;
        return (long)divisor;
    }

    private static ulong GreatestDivisor(ulong a, ulong b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    // The smallest number of all has no positive counterpart among the signed ones.
    private static ulong Size(long value) => value < 0 ? unchecked((ulong)-value) : (ulong)value;
}
