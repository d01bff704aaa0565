namespace Sonde.Linux.Jit;

/// <summary>
/// Ranges of addresses, of which the one that was added last holds where several overlap: generated code gives way to other
/// code.
/// </summary>
internal sealed class CodeRanges
{
    // A million functions are much; a hostile file must not cost more memory than 100 MB.
    private const int MaxRanges = 2 << 20;

    private readonly List<(ulong Start, ulong End)> _added = [];
    private readonly List<(ulong Start, ulong End, int Index)> _flat = [];
    private bool _isFlat = true;

    /// <summary>How many were added.</summary>
    public int Count => _added.Count;

    /// <summary>Adds a range; false when it is empty, wraps around, or there are too many.</summary>
    public bool TryAdd(ulong start, ulong length)
    {
        if (length == 0 || start + length < start || _added.Count == MaxRanges)
            return false;
        _added.Add((start, start + length));
        _isFlat = false;
        return true;
    }

    /// <summary>The number, in order of arrival, of the range that holds at an address; -1 for none.</summary>
    public int Find(ulong address)
    {
        if (!_isFlat)
            Flatten();
        int low = 0, high = _flat.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_flat[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && address < _flat[low - 1].End ? _flat[low - 1].Index : -1;
    }

    /// <summary>First address of a range.</summary>
    public ulong StartOf(int index) => _added[index].Start;

    // A sweep over the starts: on top of the heap is always the latest of the ranges that have begun.
    private void Flatten()
    {
        _isFlat = true;
        _flat.Clear();
        int[] order = [.. Enumerable.Range(0, _added.Count)];
        Array.Sort(order, (a, b) => _added[a].Start.CompareTo(_added[b].Start));
        var open = new PriorityQueue<int, int>();
        ulong at = 0;
        foreach (int next in order)
        {
            CloseUpTo(open, ref at, _added[next].Start);
            open.Enqueue(next, -next);
            at = _added[next].Start;
        }

        CloseUpTo(open, ref at, ulong.MaxValue);
    }

    private void CloseUpTo(PriorityQueue<int, int> open, ref ulong at, ulong limit)
    {
        while (at < limit && open.TryPeek(out int index, out _))
        {
            ulong end = _added[index].End;
            if (end <= at)
            {
                open.Dequeue();
                continue;
            }

            ulong until = Math.Min(end, limit);
            if (_flat.Count > 0 && _flat[^1].Index == index && _flat[^1].End == at)
                _flat[^1] = _flat[^1] with { End = until };
            else
                _flat.Add((at, until, index));
            at = until;
        }
    }
}
