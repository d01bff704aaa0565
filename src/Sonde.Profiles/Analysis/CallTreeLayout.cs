namespace Sonde.Profiles.Analysis;

/// <summary>Orders the nodes of a tree level by level, siblings by total, then by name.</summary>
internal sealed class CallTreeLayout(PrefixTree<int> tree, int[] lines, FrameTable frames, long[] self, long[] total)
{
    private readonly int[] _ranks = RankByName(frames);

    /// <summary>Makes the nodes; positions tell where each node of the tree went.</summary>
    public CallTreeNode[] Arrange(out int[] positions)
    {
        TreeOrder order = TreeOrder.Arrange(tree, Compare);
        positions = order.Places();
        var nodes = new CallTreeNode[tree.Count];
        nodes[0] = new CallTreeNode(-1, -1, 0, 0, self[0], total[0], order.FirstChild[0], order.ChildCount(0));
        for (int i = 1; i < nodes.Length; i++)
        {
            int from = order.Source[i], parent = positions[tree.Parent(from)];
            FrameLine line = frames.Lines[lines[from]];
            nodes[i] = new CallTreeNode(
                parent, line.Function, line.Number, nodes[parent].Depth + 1, self[from], total[from], order.FirstChild[i], order.ChildCount(i));
        }

        return nodes;
    }

    private int Compare(int a, int b)
    {
        int order = total[b].CompareTo(total[a]);
        if (order == 0)
            order = _ranks[lines[a]].CompareTo(_ranks[lines[b]]);
        return order != 0 ? order : a.CompareTo(b);
    }

    /// <summary>The place of each line when all are ordered by name, file and number: equal totals are common.</summary>
    private static int[] RankByName(FrameTable frames)
    {
        int CompareLines(int a, int b)
        {
            FrameLine lineA = frames.Lines[a], lineB = frames.Lines[b];
            Frame frameA = frames.Functions[lineA.Function], frameB = frames.Functions[lineB.Function];
            int order = string.CompareOrdinal(frameA.Name, frameB.Name);
            if (order == 0)
                order = string.CompareOrdinal(frameA.FileName, frameB.FileName);
            return order != 0 ? order : lineA.Number.CompareTo(lineB.Number);
        }

        int[] sorted = [.. Enumerable.Range(0, frames.Lines.Count)];
        Array.Sort(sorted, CompareLines);
        var ranks = new int[sorted.Length];
        for (int i = 1; i < sorted.Length; i++)
            ranks[sorted[i]] = ranks[sorted[i - 1]] + (CompareLines(sorted[i - 1], sorted[i]) == 0 ? 0 : 1);
        return ranks;
    }
}
