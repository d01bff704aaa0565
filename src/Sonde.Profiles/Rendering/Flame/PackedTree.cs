using System.Runtime.InteropServices;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>
/// A tree as columns of small numbers, depth first, so that it compresses well and is read in one pass. A node does not
/// name its function: it names which of the functions that its caller calls it is, the most frequent first.
/// <c>web/flamegraph/decode.ts</c> reads it back.
/// </summary>
internal sealed class PackedTree
{
    private readonly IFlameContent _content;
    private readonly PackedColumn _ups = new(), _ranks = new(), _marks = new();
    private readonly PackedColumn _edgeCounts = new(), _callees = new(), _lines = new();
    private readonly int[] _positions;

    public PackedTree(IFlameContent content)
    {
        _content = content;
        _positions = new int[content.NodeCount];
        WriteRanks(Walk(out List<Edge> edges, out List<int> uses), edges, uses);
    }

    // A call from one function to another, whose line is the one to show.
    private readonly record struct Edge(int Caller, int Callee, int Line)
    {
        public override int GetHashCode() => HashCode.Combine(Caller, Callee, Line);
    }

    /// <summary>For each node its place in depth-first order.</summary>
    public ReadOnlySpan<int> Positions => _positions;

    /// <summary>The columns in the order in which they are read.</summary>
    public IEnumerable<PackedColumn> Columns => [_edgeCounts, _callees, _lines, _ups, _ranks, _marks];

    private int[] Walk(out List<Edge> edges, out List<int> uses)
    {
        var indexes = new Dictionary<Edge, int>();
        var edgeOfPosition = new int[_content.NodeCount];
        // The function at each depth of the path; the root has a number of its own.
        var path = new List<int>();
        var pending = new Stack<int>();
        pending.Push(0);
        edges = [];
        uses = [];
        int position = 0, depthBefore = -1;
        bool isMarked = false;
        while (pending.TryPop(out int index))
        {
            FlameNode node = _content.Node(index);
            int function = node.Function < 0 ? _content.Functions.Count : node.Function;
            if (node.Depth == path.Count)
                path.Add(function);
            else
                path[node.Depth] = function;
            var edge = new Edge(node.Depth == 0 ? _content.Functions.Count : path[node.Depth - 1], function, node.Line);
            ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(indexes, edge, out bool exists);
            if (!exists)
            {
                number = edges.Count;
                edges.Add(edge);
                uses.Add(0);
            }

            CollectionsMarshal.AsSpan(uses)[number]++;
            edgeOfPosition[position] = number;
            _positions[index] = position++;
            _ups.Add(depthBefore + 1 - node.Depth);
            _marks.Add(node.Mark);
            isMarked |= node.Mark != 0;
            depthBefore = node.Depth;
            for (int i = node.ChildCount - 1; i >= 0; i--)
                pending.Push(node.FirstChild + i);
        }

        if (!isMarked)
            _marks.Clear();
        return edgeOfPosition;
    }

    private void WriteRanks(int[] edgeOfPosition, List<Edge> edges, List<int> uses)
    {
        int[] sorted = [.. Enumerable.Range(0, edges.Count)
            .OrderBy(edge => edges[edge].Caller).ThenByDescending(edge => uses[edge]).ThenBy(edge => edge)];
        var ranks = new int[edges.Count];
        int next = 0;
        for (int caller = 0; caller <= _content.Functions.Count; caller++)
        {
            int first = next;
            for (; next < sorted.Length && edges[sorted[next]].Caller == caller; next++)
            {
                Edge edge = edges[sorted[next]];
                ranks[sorted[next]] = next - first;
                _callees.Add(edge.Callee);
                _lines.Add(edge.Line);
            }

            _edgeCounts.Add(next - first);
        }

        foreach (int edge in edgeOfPosition)
            _ranks.Add(ranks[edge]);
    }
}
