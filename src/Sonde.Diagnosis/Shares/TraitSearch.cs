namespace Sonde.Diagnosis.Shares;

/// <summary>Finds what failing things share more often than chance explains.</summary>
internal static class TraitSearch
{
    /// <summary>
    /// The most telling trait, then the most telling of what is left without the things that have it, and so on.
    /// </summary>
    /// <param name="table">Which things have which traits.</param>
    /// <param name="failing">Which things fail.</param>
    /// <param name="level">How often at most a random set of failures may get a trait (the family-wise error rate).</param>
    /// <param name="most">Most traits that are found.</param>
    public static IReadOnlyList<(SharedTrait Shared, IReadOnlyList<int> With)> Find(TraitTable table, IReadOnlySet<int> failing, double level, int most)
    {
        var found = new List<(SharedTrait, IReadOnlyList<int>)>();
        var gone = new HashSet<int>();
        while (found.Count < most && Best(table, failing, gone, level) is { } best)
        {
            found.Add((best.Shared, best.With));
            gone.UnionWith(table.MembersOf(best.Hypothesis));
        }

        return found;
    }

    private static (SharedTrait Shared, Hypothesis Hypothesis, IReadOnlyList<int> With)? Best(
        TraitTable table, IReadOnlySet<int> failing, HashSet<int> gone, double level)
    {
        int all = table.Count - gone.Count;
        int fail = failing.Count(member => !gone.Contains(member));
        if (fail == 0 || fail == all)
            return null;
        IReadOnlyList<Hypothesis> hypotheses = table.Hypotheses(failing.Contains, member => !gone.Contains(member));
        var test = new Hypergeometric(all, fail);
        int tried = Testable([.. hypotheses.Select(one => test.Least(one.With))], level);
        Hypothesis? best = null;
        double least = double.MaxValue;
        foreach (Hypothesis one in hypotheses)
        {
            double probability = test.AtLeast(one.Failing, one.With);
            if (probability < least || (probability == least && one.Trait.CompareTo(best!.Value.Trait) < 0))
                (best, least) = (one, probability);
        }

        if (best is not { } chosen || least * tried > level)
            return null;
        var shared = new SharedTrait(chosen.Trait, fail, chosen.Failing, all, chosen.With, least, tried);
        return (shared, chosen, [.. table.MembersOf(chosen).Where(member => failing.Contains(member) && !gone.Contains(member))]);
    }

    /// <summary>
    /// By how much to correct. A trait so common or so rare that no outcome could make it telling takes no part in the error (Tarone,
    /// Biometrics 46, 1990): the least number k so that at most k traits could fall below level / k.
    /// </summary>
    private static int Testable(double[] least, double level)
    {
        Array.Sort(least);
        int k = 1;
        // The traits that could be telling at level / k are the first of the sorted; their number falls as k grows.
        while (true)
        {
            int could = CountAtMost(least, level / k);
            if (could <= k)
                return k;
            k++;
        }
    }

    private static int CountAtMost(double[] sorted, double bound)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] <= bound)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
