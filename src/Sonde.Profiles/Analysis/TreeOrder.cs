namespace Sonde.Profiles.Analysis;

/// <summary>Puts the nodes of a prefix tree level by level, so that callees of one caller stand together.</summary>
/// <param name="Source">For each place the node of the prefix tree that stands there.</param>
/// <param name="FirstChild">For each place the place of its first callee.</param>
/// <param name="ChildCount">For each place the number of its callees.</param>
internal sealed record TreeOrder(int[] Source, int[] FirstChild, int[] ChildCount)
{
    /// <summary>For each node of the prefix tree its place.</summary>
    public int[] Places()
    {
        var places = new int[Source.Length];
        for (int i = 0; i < places.Length; i++)
            places[Source[i]] = i;
        return places;
    }

    /// <summary>Arranges a tree; siblings are sorted.</summary>
    public static TreeOrder Arrange(PrefixTree<int> tree, Comparison<int> compare)
    {
        int[] starts = GroupByParent(tree, out int[] children);
        var order = new TreeOrder(new int[tree.Count], new int[tree.Count], new int[tree.Count]);
        int used = 1;
        for (int i = 0; i < tree.Count; i++)
        {
            int from = order.Source[i];
            Span<int> callees = children.AsSpan(starts[from], starts[from + 1] - starts[from]);
            if (callees.Length > 1)
                callees.Sort(compare);
            order.FirstChild[i] = used;
            order.ChildCount[i] = callees.Length;
            callees.CopyTo(order.Source.AsSpan(used));
            used += callees.Length;
        }

        return order;
    }

    private static int[] GroupByParent(PrefixTree<int> tree, out int[] children)
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
}
