namespace Sonde.Profiles.Analysis;

/// <summary>The functions of a profile, the one with the greatest self value first.</summary>
public sealed class TopTable
{
    private TopTable(CallTree tree, IReadOnlyList<TopEntry> entries)
    {
        Tree = tree;
        Entries = entries;
    }

    /// <summary>The tree it was made of.</summary>
    public CallTree Tree { get; }

    /// <summary>All functions by self value, then total, then name.</summary>
    public IReadOnlyList<TopEntry> Entries { get; }

    /// <summary>Counts the functions of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="sampleType">Index of the sample type to count; null for the profile's default.</param>
    public static TopTable Build(Profile profile, int? sampleType = null) =>
        Build(CallTree.Build(profile, new CallTreeOptions { SampleType = sampleType }));

    /// <summary>Counts the functions of a tree.</summary>
    public static TopTable Build(CallTree tree)
    {
        IReadOnlyList<Frame> functions = tree.Frames.Functions;
        var self = new long[functions.Count];
        var total = new long[functions.Count];
        Count(tree, self, total);
        int[] lines = HottestLines(tree, functions.Count);
        List<TopEntry> entries = [];
        for (int i = 0; i < functions.Count; i++)
        {
            bool isCode = functions[i].Kind != FrameKind.Group || functions[i].Name == Frame.UnknownName;
            if (isCode && (self[i] != 0 || total[i] != 0))
            {
                entries.Add(new TopEntry(
                    functions[i], lines[i], self[i], total[i], tree.ShareOf(self[i]), tree.ShareOf(total[i]))
                { Function = i });
            }
        }

        entries.Sort(Compare);
        return new TopTable(tree, entries);
    }

    private static void Count(CallTree tree, long[] self, long[] total)
    {
        ReadOnlySpan<CallTreeNode> nodes = tree.Nodes;
        var onPath = new int[self.Length];
        var pending = new Stack<int>();
        pending.Push(0);
        while (pending.TryPop(out int entry))
        {
            // The complement of a node's index is pushed below its callees: it is popped when the node is left.
            CallTreeNode node = nodes[entry < 0 ? ~entry : entry];
            if (entry < 0)
            {
                onPath[node.Function]--;
                continue;
            }

            if (node.Function >= 0)
            {
                self[node.Function] += node.Self;
                if (onPath[node.Function]++ == 0)
                    total[node.Function] += node.Total;
                pending.Push(~entry);
            }

            for (int i = 0; i < node.ChildCount; i++)
                pending.Push(node.FirstChild + i);
        }
    }

    private static int[] HottestLines(CallTree tree, int functionCount)
    {
        var best = new (long Self, long Total, int Number)[functionCount];
        for (int i = 0; i < tree.LineSelf.Length; i++)
        {
            FrameLine line = tree.Frames.Lines[i];
            ref (long Self, long Total, int Number) current = ref best[line.Function];
            (long self, long total) = (tree.LineSelf[i], tree.LineTotal[i]);
            bool isHotter = self != current.Self ? self > current.Self
                : total != current.Total ? total > current.Total
                : current.Number == 0 || line.Number < current.Number;
            if (isHotter)
                current = (self, total, line.Number);
        }

        return [.. best.Select(b => b.Number)];
    }

    private static int Compare(TopEntry a, TopEntry b)
    {
        int order = b.Self.CompareTo(a.Self);
        if (order == 0)
            order = b.Total.CompareTo(a.Total);
        if (order == 0)
            order = string.CompareOrdinal(a.Frame.Name, b.Frame.Name);
        if (order == 0)
            order = string.CompareOrdinal(a.Frame.FileName, b.Frame.FileName);
        return order != 0 ? order : a.Function.CompareTo(b.Function);
    }
}
