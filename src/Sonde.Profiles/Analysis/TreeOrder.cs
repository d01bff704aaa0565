namespace Sonde.Profiles.Analysis;

/// <summary>Puts the nodes of a prefix tree level by level, so that callees of one caller stand together.</summary>
/// <param name="Source">For each place the node of the prefix tree that stands there.</param>
/// <param name="FirstChild">For each place the place of its first callee.</param>
internal sealed record TreeOrder(int[] Source, int[] FirstChild)
{
    // Few siblings are sorted faster by insertion, and most nodes have few.
    private const int FewSiblings = 16;

    /// <summary>The number of callees of a place: those of the next begin where its own end.</summary>
    public int ChildCount(int place) =>
        (place + 1 < FirstChild.Length ? FirstChild[place + 1] : Source.Length) - FirstChild[place];

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
        var order = new TreeOrder(new int[tree.Count], new int[tree.Count]);
        int used = 1;
        for (int i = 0; i < tree.Count; i++)
        {
            int from = order.Source[i];
            Span<int> callees = children.AsSpan(starts[from], starts[from + 1] - starts[from]);
            Sort(callees, compare);
            order.FirstChild[i] = used;
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
        children = new int[tree.Count];
        // Backwards, each from the end of its group: children keep their order, and starts[p + 1] ends as p's start.
        for (int node = tree.Count - 1; node > 0; node--)
            children[--starts[tree.Parent(node) + 1]] = node;
        starts.AsSpan(1).CopyTo(starts);
        starts[^1] = tree.Count - 1;
        return starts;
    }

    private static void Sort(Span<int> siblings, Comparison<int> compare)
    {
        if (siblings.Length > FewSiblings)
        {
            siblings.Sort(compare);
            return;
        }

        for (int i = 1; i < siblings.Length; i++)
        {
            int node = siblings[i], to = i;
            for (; to > 0 && compare(siblings[to - 1], node) > 0; to--)
                siblings[to] = siblings[to - 1];
            siblings[to] = node;
        }
    }
}
