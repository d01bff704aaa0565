namespace Sonde.Profiles.Analysis;

/// <summary>Tells the calls that count for a function's total: those that are not inside another call of it.</summary>
internal static class OutermostCalls
{
    /// <summary>For each node of a tree whether its function stands nowhere above it.</summary>
    /// <param name="count">Number of nodes, which stand depth first; the first is the root, whose function is negative.</param>
    /// <param name="functions">Number of functions.</param>
    /// <param name="node">A node's function, and the index after the last node below it.</param>
    public static bool[] Find(int count, int functions, Func<int, (int Function, int End)> node)
    {
        var isOutermost = new bool[count];
        // Where the outermost call of each function ends that was entered last.
        var endOfCall = new int[functions];
        for (int i = 1; i < count; i++)
        {
            (int function, int end) = node(i);
            if (i < endOfCall[function])
                continue;
            isOutermost[i] = true;
            endOfCall[function] = end;
        }

        return isOutermost;
    }
}
