namespace Sonde.Profiles.Analysis;

/// <summary>Puts the nodes of a prefix tree depth first, callees of one caller in order.</summary>
/// <param name="Source">For each place the node of the prefix tree that stands there.</param>
/// <param name="End">For each place the one after the last node below it.</param>
internal sealed record TreeOrder(int[] Source, int[] End)
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
        var order = new TreeOrder(new int[tree.Count], new int[tree.Count]);
        var pending = new Stack<int>();
        pending.Push(0);
        for (int place = 0; pending.TryPop(out int node); place++)
        {
            order.Source[place] = node;
            Span<int> callees = children.AsSpan(starts[node], starts[node + 1] - starts[node]);
            callees.Sort(compare);
            for (int i = callees.Length - 1; i >= 0; i--)
                pending.Push(callees[i]);
        }

        int[] places = order.Places();
        for (int place = tree.Count - 1; place >= 0; place--)
        {
            // What stands below it has raised its end by now.
            order.End[place] = Math.Max(order.End[place], place + 1);
            int caller = places[tree.Parent(order.Source[place])];
            order.End[caller] = Math.Max(order.End[caller], order.End[place]);
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
}
