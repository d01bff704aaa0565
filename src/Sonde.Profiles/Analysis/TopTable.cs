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

    /// <summary>The same functions by total value: what is called most, with all it calls.</summary>
    public TopTable ByTotal() => new(Tree,
        [.. Entries.OrderByDescending(e => e.Total).ThenByDescending(e => e.Self).ThenBy(e => e.Frame.Name, StringComparer.Ordinal)]);

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
        bool[] isOutermost = OutermostCalls.Find(
            tree.Nodes.Length, self.Length, i => (tree.Nodes[i].Function, tree.Nodes[i].End));
        for (int i = 1; i < isOutermost.Length; i++)
        {
            ref readonly CallTreeNode node = ref tree.Nodes[i];
            self[node.Function] += node.Self;
            if (isOutermost[i])
                total[node.Function] += node.Total;
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
