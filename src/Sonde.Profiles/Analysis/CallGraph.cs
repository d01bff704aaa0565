namespace Sonde.Profiles.Analysis;

/// <summary>Which function calls which, over all stacks of a tree.</summary>
public sealed class CallGraph
{
    private readonly Dictionary<int, List<CallEdge>> _callers = [];
    private readonly Dictionary<int, List<CallEdge>> _callees = [];

    private CallGraph(TopTable top) => Top = top;

    /// <summary>The functions.</summary>
    public TopTable Top { get; }

    /// <summary>Who calls a function, the greatest value first; its own recursion is left out.</summary>
    /// <param name="function">Index into <see cref="FrameTable.Functions"/>.</param>
    public IReadOnlyList<CallEdge> CallersOf(int function) => _callers.GetValueOrDefault(function, []);

    /// <summary>Whom a function calls, the greatest value first; its own recursion is left out.</summary>
    /// <param name="function">Index into <see cref="FrameTable.Functions"/>.</param>
    public IReadOnlyList<CallEdge> CalleesOf(int function) => _callees.GetValueOrDefault(function, []);

    /// <summary>Counts the calls. A sample counts once for a call, however often it repeats on the stack.</summary>
    public static CallGraph Build(TopTable top)
    {
        CallTree tree = top.Tree;
        var edges = new InternTable<CallPair>();
        var edgeOfNode = new int[tree.Nodes.Length];
        edgeOfNode[0] = -1;
        for (int i = 1; i < edgeOfNode.Length; i++)
        {
            CallTreeNode node = tree.Nodes[i];
            edgeOfNode[i] = edges.Add(new CallPair(tree.Nodes[node.Parent].Function, node.Function));
        }

        bool[] counts = OutermostCalls.Find(edgeOfNode.Length, edges.Items.Count, i => (edgeOfNode[i], tree.Nodes[i].End));
        var values = new long[edges.Items.Count];
        for (int i = 1; i < counts.Length; i++)
            values[edgeOfNode[i]] += counts[i] ? tree.Nodes[i].Total : 0;

        var graph = new CallGraph(top);
        for (int i = 0; i < values.Length; i++)
        {
            CallPair pair = edges.Items[i];
            if (pair.Caller < 0 || pair.Caller == pair.Callee || values[i] == 0)
                continue;
            graph.Add(new CallEdge(pair.Caller, pair.Callee, values[i]));
        }

        foreach (List<CallEdge> list in graph._callers.Values.Concat(graph._callees.Values))
            list.Sort((a, b) => b.Value != a.Value ? b.Value.CompareTo(a.Value) : (a.Caller, a.Callee).CompareTo((b.Caller, b.Callee)));
        return graph;
    }

    private void Add(CallEdge edge)
    {
        if (!_callers.TryGetValue(edge.Callee, out List<CallEdge>? callers))
            _callers[edge.Callee] = callers = [];
        callers.Add(edge);
        if (!_callees.TryGetValue(edge.Caller, out List<CallEdge>? callees))
            _callees[edge.Caller] = callees = [];
        callees.Add(edge);
    }

    private readonly record struct CallPair(int Caller, int Callee)
    {
        public override int GetHashCode() => HashCode.Combine(Caller, Callee);
    }
}
