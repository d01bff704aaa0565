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
        // For each caller its calls, the most frequent first; a call's number below decides between equals.
        var starts = new int[_content.Functions.Count + 2];
        for (int call = 0; call < uses.Length; call++)
            starts[CallerOf(call) + 1]++;
        for (int i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var sorted = new long[uses.Length];
        int[] next = [.. starts];
        for (int call = 0; call < uses.Length; call++)
            sorted[next[CallerOf(call)]++] = ((long)~uses[call] << 32) | (uint)call;
        var ranks = new int[uses.Length];
        for (int caller = 0; caller + 1 < starts.Length; caller++)
        {
            Span<long> calls = sorted.AsSpan(starts[caller], starts[caller + 1] - starts[caller]);
            calls.Sort();
            for (int rank = 0; rank < calls.Length; rank++)
            {
                long call = _calls.Item(FirstCall + (int)calls[rank]);
                ranks[(int)calls[rank]] = rank;
                _callees.Add((int)(call >> 32));
                _lines.Add((int)call);
            }

            _callCounts.Add(calls.Length);
        }

        foreach (int call in callOfNode)
            _ranks.Add(ranks[call]);
    }

    private int FirstCall => FirstCaller + _content.Functions.Count + 1;

    private int CallerOf(int call) => _calls.Parent(FirstCall + call) - FirstCaller;
}
