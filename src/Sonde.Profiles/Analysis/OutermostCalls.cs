namespace Sonde.Profiles.Analysis;

/// <summary>Tells the calls that count for a function's total: those that are not inside another call of it.</summary>
internal static class OutermostCalls
{
    /// <summary>For each node of a tree whether its function stands nowhere above it.</summary>
    /// <param name="count">Number of nodes; the first is the root, whose function is negative.</param>
    /// <param name="functions">Number of functions.</param>
    /// <param name="node">A node's function, first callee and number of callees.</param>
    public static bool[] Find(int count, int functions, Func<int, (int Function, int FirstChild, int ChildCount)> node)
    {
        var isOutermost = new bool[count];
        var onPath = new int[functions];
        var pending = new Stack<int>();
        pending.Push(0);
        while (pending.TryPop(out int entry))
        {
            // The complement of a node's index is pushed below its callees: it is popped when the node is left.
            (int function, int firstChild, int childCount) = node(entry < 0 ? ~entry : entry);
            if (entry < 0)
            {
                onPath[function]--;
                continue;
            }

            if (function >= 0)
            {
                isOutermost[entry] = onPath[function]++ == 0;
                pending.Push(~entry);
            }

            for (int i = 0; i < childCount; i++)
                pending.Push(firstChild + i);
        }

        return isOutermost;
    }
}
