namespace Sonde.Linux.Dwarf;

/// <summary>
/// The functions of one unit and what is inlined into them, found by address: the ranges, which lie inside each other, are
/// cut into pieces, each of which belongs to the innermost call.
/// </summary>
internal sealed class FunctionTree
{
    private readonly FunctionNode[] _nodes;
    private readonly ulong[] _starts;
    private readonly int[] _owners;

    /// <summary>Builds the tree.</summary>
    /// <param name="nodes">The functions, those that enclose before those inside.</param>
    /// <param name="ranges">Their addresses, in any order.</param>
    public FunctionTree(FunctionNode[] nodes, List<FunctionRange> ranges)
    {
        _nodes = nodes;
        ranges.Sort();
        var starts = new List<ulong>(ranges.Count * 2);
        var owners = new List<int>(ranges.Count * 2);
        var open = new Stack<FunctionRange>();
        foreach (FunctionRange range in ranges)
        {
            Close(open, range.Start, starts, owners);
            open.Push(range);
            Append(starts, owners, range.Start, range.Node);
        }

        Close(open, ulong.MaxValue, starts, owners);
        _starts = [.. starts];
        _owners = [.. owners];
    }

    /// <summary>Memory the tree holds, in bytes.</summary>
    public long Cost => (_nodes.Length * 32L) + (_starts.Length * 12L);

    public FunctionNode this[int node] => _nodes[node];

    /// <summary>The innermost call at an address; -1 for none.</summary>
    public int Find(ulong address)
    {
        int found = Array.BinarySearch(_starts, address);
        int index = found >= 0 ? found : ~found - 1;
        return index < 0 ? -1 : _owners[index];
    }

    /// <summary>Ends the ranges that end up to an address: what is around them goes on.</summary>
    private static void Close(Stack<FunctionRange> open, ulong address, List<ulong> starts, List<int> owners)
    {
        while (open.TryPeek(out FunctionRange inner) && inner.End <= address)
        {
            open.Pop();
            Append(starts, owners, inner.End, open.TryPeek(out FunctionRange outer) ? outer.Node : -1);
        }
    }

    private static void Append(List<ulong> starts, List<int> owners, ulong start, int owner)
    {
        // Ranges of damaged data may cross each other: pieces must stay in order all the same.
        if (starts.Count > 0 && start <= starts[^1])
        {
            owners[^1] = owner;
            return;
        }

        starts.Add(start);
        owners.Add(owner);
    }
}
