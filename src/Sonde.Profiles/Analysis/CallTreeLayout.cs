namespace Sonde.Profiles.Analysis;

/// <summary>Orders the nodes of a tree level by level, siblings by total, then by name.</summary>
internal sealed class CallTreeLayout(PrefixTree<int> tree, int[] lines, FrameTable frames, long[] self, long[] total)
{
    /// <summary>Makes the nodes; positions tell where each node of the tree went.</summary>
    public CallTreeNode[] Arrange(out int[] positions)
    {
        int[] starts = GroupByParent(out int[] children);
        var nodes = new CallTreeNode[tree.Count];
        var source = new int[tree.Count];
        int used = 1;
        nodes[0] = new CallTreeNode(-1, -1, 0, 0, 0, 0, 0, 0);
        Comparison<int> hottestFirst = Compare;
        for (int i = 0; i < nodes.Length; i++)
        {
            int from = source[i];
            Span<int> callees = children.AsSpan(starts[from], starts[from + 1] - starts[from]);
            if (callees.Length > 1)
                callees.Sort(hottestFirst);
            nodes[i] = nodes[i] with { Self = self[from], Total = total[from], FirstChild = used, ChildCount = callees.Length };
            foreach (int callee in callees)
            {
                FrameLine line = frames.Lines[lines[callee]];
                nodes[used] = new CallTreeNode(i, line.Function, line.Number, nodes[i].Depth + 1, 0, 0, 0, 0);
                source[used++] = callee;
            }
        }

        positions = new int[source.Length];
        for (int i = 0; i < source.Length; i++)
            positions[source[i]] = i;
        return nodes;
    }

    private int[] GroupByParent(out int[] children)
    {
        // Counting sort by parent: starts[p]..starts[p + 1] are p's children.
        var starts = new int[tree.Count + 1];
        for (int node = 1; node < tree.Count; node++)
            starts[tree.Parent(node) + 1]++;
        for (int i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var next = starts.AsSpan(0, tree.Count).ToArray();
        children = new int[tree.Count];
        for (int node = 1; node < tree.Count; node++)
            children[next[tree.Parent(node)]++] = node;
        return starts;
    }

    private int Compare(int a, int b)
    {
        if (total[a] != total[b])
            return total[b].CompareTo(total[a]);
        FrameLine lineA = frames.Lines[lines[a]], lineB = frames.Lines[lines[b]];
        Frame frameA = frames.Functions[lineA.Function], frameB = frames.Functions[lineB.Function];
        int order = string.CompareOrdinal(frameA.Name, frameB.Name);
        if (order == 0)
            order = string.CompareOrdinal(frameA.FileName, frameB.FileName);
        if (order == 0)
            order = lineA.Number.CompareTo(lineB.Number);
        return order != 0 ? order : a.CompareTo(b);
    }
}
