using System.Runtime.InteropServices;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>
/// A tree as columns of small numbers, depth first, so that it compresses well and is read in one pass. A node does not
/// name its function: it names which of the functions that its caller calls it is, the most frequent first.
/// <c>web/flamegraph/decode.ts</c> reads it back.
/// </summary>
internal sealed class PackedTree
{
    private const int FirstCaller = 1;

    private readonly IFlameContent _content;
    private readonly PrefixTree<long> _calls = new();
    private readonly PackedColumn _ups = new(), _ranks = new(), _marks = new();
    private readonly PackedColumn _callCounts = new(), _callees = new(), _lines = new();

    public PackedTree(IFlameContent content)
    {
        _content = content;
        WriteRanks(Walk(out int[] uses), uses);
    }

    /// <summary>The columns in the order in which they are read.</summary>
    public IEnumerable<PackedColumn> Columns => [_callCounts, _callees, _lines, _ups, _ranks, _marks];

    /// <summary>Walks the tree; returns for each node which of the calls it is.</summary>
    private int[] Walk(out int[] uses)
    {
        int root = _content.Functions.Count;
        // A call is known by its caller, its callee and the line to show: callers are the children of the empty sequence.
        for (int caller = 0; caller <= root; caller++)
            _calls.Add(0, caller);
        var used = new List<int>();
        var callOfNode = new int[_content.NodeCount];
        // The function at each depth of the path; the root has a number of its own.
        var path = new List<int>();
        int depthBefore = -1;
        bool isMarked = false;
        for (int index = 0; index < callOfNode.Length; index++)
        {
            FlameNode node = _content.Node(index);
            int function = node.Function < 0 ? root : node.Function;
            if (node.Depth == path.Count)
                path.Add(function);
            else
                path[node.Depth] = function;
            int caller = node.Depth == 0 ? root : path[node.Depth - 1];
            int call = _calls.Add(FirstCaller + caller, ((long)function << 32) | (uint)node.Line) - FirstCall;
            if (call == used.Count)
                used.Add(0);
            CollectionsMarshal.AsSpan(used)[call]++;
            callOfNode[index] = call;
            _ups.Add(depthBefore + 1 - node.Depth);
            if (node.Mark != 0 || isMarked)
            {
                // Nothing is written when no node is marked, which most trees are not.
                while (_marks.Length < index)
                    _marks.Add(0);
                _marks.Add(node.Mark);
                isMarked = true;
            }

            depthBefore = node.Depth;
        }

        uses = [.. used];
        return callOfNode;
    }

    private void WriteRanks(int[] callOfNode, int[] uses)
    {
        var sorted = new int[uses.Length];
        for (int call = 0; call < sorted.Length; call++)
            sorted[call] = call;
        Array.Sort(sorted, (a, b) => CallerOf(a) != CallerOf(b) ? CallerOf(a).CompareTo(CallerOf(b))
            : uses[a] != uses[b] ? uses[b].CompareTo(uses[a])
            : a.CompareTo(b));
        var ranks = new int[uses.Length];
        int next = 0;
        for (int caller = 0; caller <= _content.Functions.Count; caller++)
        {
            int first = next;
            for (; next < sorted.Length && CallerOf(sorted[next]) == caller; next++)
            {
                long call = _calls.Item(FirstCall + sorted[next]);
                ranks[sorted[next]] = next - first;
                _callees.Add((int)(call >> 32));
                _lines.Add((int)call);
            }

            _callCounts.Add(next - first);
        }

        foreach (int call in callOfNode)
            _ranks.Add(ranks[call]);
    }

    private int FirstCall => FirstCaller + _content.Functions.Count + 1;

    private int CallerOf(int call) => _calls.Parent(FirstCall + call) - FirstCaller;
}
