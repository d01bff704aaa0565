namespace Sonde.Profiles.Analysis;

/// <summary>Orders the nodes of a tree level by level, siblings by total, then by name.</summary>
internal sealed class CallTreeLayout(PrefixTree<int> tree, int[] lines, FrameTable frames, long[] self, long[] total)
{
    // Few siblings are sorted faster by insertion than by a call for each comparison.
    private const int FewSiblings = 16;

    private readonly int[] _ranks = RankByName(frames);

    /// <summary>Makes the nodes; positions tell where each node of the tree went.</summary>
    public CallTreeNode[] Arrange(out int[] positions)
    {
        int[] starts = GroupByParent(out int[] children);
        var nodes = new CallTreeNode[tree.Count];
        var source = new int[tree.Count];
        int used = 1;
        nodes[0] = new CallTreeNode(-1, -1, 0, 0, self[0], total[0], 0, 0);
        for (int i = 0; i < nodes.Length; i++)
        {
            int from = source[i];
            Span<int> callees = children.AsSpan(starts[from], starts[from + 1] - starts[from]);
            Sort(callees);
            nodes[i] = nodes[i] with { FirstChild = used, ChildCount = callees.Length };
            int depth = nodes[i].Depth + 1;
            foreach (int callee in callees)
            {
                FrameLine line = frames.Lines[lines[callee]];
                nodes[used] = new CallTreeNode(i, line.Function, line.Number, depth, self[callee], total[callee], 0, 0);
                source[used++] = callee;
            }
        }

        positions = children;
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
        children = new int[tree.Count];
        // From the last node down, so that starts end as they began and children keep their order.
        for (int node = tree.Count - 1; node > 0; node--)
            children[--starts[tree.Parent(node) + 1]] = node;
        for (int i = 0; i < tree.Count; i++)
            starts[i] = starts[i + 1];
        starts[tree.Count] = tree.Count - 1;
        return starts;
    }

    private void Sort(Span<int> siblings)
    {
        if (siblings.Length > FewSiblings)
        {
            siblings.Sort(Compare);
            return;
        }

        for (int i = 1; i < siblings.Length; i++)
        {
            int node = siblings[i], to = i;
            for (; to > 0 && Compare(siblings[to - 1], node) > 0; to--)
                siblings[to] = siblings[to - 1];
            siblings[to] = node;
        }
    }

    private int Compare(int a, int b)
    {
        int order = total[b].CompareTo(total[a]);
        if (order == 0)
            order = _ranks[lines[a]].CompareTo(_ranks[lines[b]]);
        return order != 0 ? order : a.CompareTo(b);
    }

    /// <summary>The place of each line when all are ordered by name, file and number.</summary>
    private static int[] RankByName(FrameTable frames)
    {
        int[] sorted = [.. Enumerable.Range(0, frames.Lines.Count)];
        Array.Sort(sorted, (a, b) =>
        {
            FrameLine lineA = frames.Lines[a], lineB = frames.Lines[b];
            Frame frameA = frames.Functions[lineA.Function], frameB = frames.Functions[lineB.Function];
            int order = string.CompareOrdinal(frameA.Name, frameB.Name);
            if (order == 0)
                order = string.CompareOrdinal(frameA.FileName, frameB.FileName);
            return order != 0 ? order : lineA.Number.CompareTo(lineB.Number);
        });
        var ranks = new int[sorted.Length];
        for (int i = 1; i < sorted.Length; i++)
            ranks[sorted[i]] = ranks[sorted[i - 1]] + (IsEqual(frames, sorted[i - 1], sorted[i]) ? 0 : 1);
        return ranks;
    }

    private static bool IsEqual(FrameTable frames, int a, int b)
    {
        FrameLine lineA = frames.Lines[a], lineB = frames.Lines[b];
        Frame frameA = frames.Functions[lineA.Function], frameB = frames.Functions[lineB.Function];
        return lineA.Number == lineB.Number && frameA.Name == frameB.Name && frameA.FileName == frameB.FileName;
    }
}
