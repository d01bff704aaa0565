namespace Sonde.Profiles.Analysis;

/// <summary>Orders the nodes of a tree level by level, siblings by total, then by name.</summary>
internal sealed class CallTreeLayout(PrefixTree<int> tree, int[] lines, FrameTable frames, long[] self, long[] total)
{
    /// <summary>Makes the nodes; positions tell where each node of the tree went.</summary>
    public CallTreeNode[] Arrange(out int[] positions)
    {
        TreeOrder order = TreeOrder.Arrange(tree, Compare);
        positions = order.Places();
        var nodes = new CallTreeNode[tree.Count];
        nodes[0] = new CallTreeNode(-1, -1, 0, 0, self[0], total[0], order.FirstChild[0], order.ChildCount[0]);
        for (int i = 1; i < nodes.Length; i++)
        {
            int from = order.Source[i], parent = positions[tree.Parent(from)];
            FrameLine line = frames.Lines[lines[from]];
            nodes[i] = new CallTreeNode(
                parent, line.Function, line.Number, nodes[parent].Depth + 1, self[from], total[from], order.FirstChild[i], order.ChildCount[i]);
        }

        return nodes;
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
