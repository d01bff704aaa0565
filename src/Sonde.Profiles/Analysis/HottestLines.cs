using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// Finds the line with the greatest total of every node of a tree. Most nodes have one line only; those beyond the first
/// are kept apart.
/// </summary>
internal sealed class HottestLines(FrameTable frames, int capacity)
{
    private const int None = -1;

    private readonly Dictionary<(int Node, int Line), long> _others = [];
    private int[] _lines = [.. Enumerable.Repeat(None, capacity)];
    private long[] _totals = new long[capacity];

    /// <summary>Adds to the total of one line of a node.</summary>
    public void Add(int node, int line, long total)
    {
        if (node >= _lines.Length)
            Grow(node);
        if (_lines[node] == None)
            _lines[node] = line;
        if (_lines[node] == line)
            _totals[node] += total;
        else
            CollectionsMarshal.GetValueRefOrAddDefault(_others, (node, line), out _) += total;
    }

    /// <summary>For each node the index of the line with the greatest total; of equals the lower number.</summary>
    public int[] Find()
    {
        foreach (((int node, int line), long total) in _others)
        {
            bool isHotter = total != _totals[node]
                ? total > _totals[node]
                : frames.Lines[line].Number < frames.Lines[_lines[node]].Number;
            if (isHotter)
                (_lines[node], _totals[node]) = (line, total);
        }

        return _lines;
    }

    private void Grow(int node)
    {
        int before = _lines.Length, size = Math.Max(before * 2, node + 1);
        Array.Resize(ref _lines, size);
        Array.Resize(ref _totals, size);
        _lines.AsSpan(before).Fill(None);
    }
}
