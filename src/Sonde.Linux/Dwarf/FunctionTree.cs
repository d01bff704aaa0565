namespace Sonde.Linux.Dwarf;

/// <summary>
/// The functions of one unit and what is inlined into them, found by address: the ranges, which lie inside each other, are
/// cut into pieces, each of which belongs to the innermost call.
/// </summary>
internal sealed class FunctionTree
{
    private readonly FunctionNode[] _nodes;
    private readonly ulong _base;
    private readonly uint[] _starts;
    private readonly int[] _owners;

    /// <summary>Builds the tree.</summary>
    /// <param name="nodes">The functions, those that enclose before those inside.</param>
    /// <param name="ranges">Their addresses, in any order; they are sorted.</param>
    /// <param name="pieces">A buffer.</param>
    public FunctionTree(FunctionNode[] nodes, List<FunctionRange> ranges, List<(ulong Start, int Owner)> pieces)
    {
        _nodes = nodes;
        ranges.Sort();
        pieces.Clear();
        var open = new Stack<FunctionRange>();
        foreach (FunctionRange range in ranges)
        {
            Close(open, range.Start, pieces);
            open.Push(range);
            Append(pieces, range.Start, range.Node);
        }

        Close(open, ulong.MaxValue, pieces);
        // The pieces of one unit lie within 4 GB in any sound file.
        _base = pieces.Count == 0 ? 0 : pieces[0].Start;
        int near = pieces.FindIndex(piece => piece.Start - _base > uint.MaxValue);
        int count = near < 0 ? pieces.Count : near;
        _starts = new uint[count];
        _owners = new int[count];
        for (int i = 0; i < count; i++)
            (_starts[i], _owners[i]) = ((uint)(pieces[i].Start - _base), pieces[i].Owner);
    }

    /// <summary>Memory the tree holds, in bytes.</summary>
    public long Cost => (_nodes.Length * (long)FunctionNode.Size) + (_starts.Length * 8L);

    public FunctionNode this[int node] => _nodes[node];

    /// <summary>The innermost call at an address; -1 for none.</summary>
    public int Find(ulong address)
    {
        if (address < _base || address - _base > uint.MaxValue)
            return -1;
        int found = Array.BinarySearch(_starts, (uint)(address - _base));
        int index = found >= 0 ? found : ~found - 1;
        return index < 0 ? -1 : _owners[index];
    }

    /// <summary>Ends the ranges that end up to an address: what is around them goes on.</summary>
    private static void Close(Stack<FunctionRange> open, ulong address, List<(ulong Start, int Owner)> pieces)
    {
        while (open.TryPeek(out FunctionRange inner) && inner.End <= address)
        {
            open.Pop();
            Append(pieces, inner.End, open.TryPeek(out FunctionRange outer) ? outer.Node : -1);
        }
    }

    private static void Append(List<(ulong Start, int Owner)> pieces, ulong start, int owner)
    {
        // Ranges of damaged data may cross each other: pieces must stay in order all the same.
        if (pieces.Count > 0 && start <= pieces[^1].Start)
            pieces[^1] = (pieces[^1].Start, owner);
        else
            pieces.Add((start, owner));
    }
}
