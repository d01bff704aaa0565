namespace Sonde.Diagnosis.Shares;

/// <summary>Finds what failing things share more often than chance explains.</summary>
internal static class TraitSearch
{
    /// <summary>
    /// The most telling trait, then the most telling of what is left without the things that have it, and so on.
    /// </summary>
    /// <param name="population">The things; those that have a trait that was found are taken out of it.</param>
    /// <param name="level">How often at most a random set of failures may get a trait (the family-wise error rate).</param>
    /// <param name="most">Most traits that are found.</param>
    public static IReadOnlyList<(SharedTrait Shared, IReadOnlyList<T> With)> Find<T>(IPopulation<T> population, double level, int most)
    {
        var found = new List<(SharedTrait, IReadOnlyList<T>)>();
        while (found.Count < most && Best(population, level) is { } best)
            found.Add((best, population.TakeOut(best.Trait)));
        return found;
    }

    private static SharedTrait? Best<T>(IPopulation<T> population, double level)
    {
        int all = population.Count, fail = population.Failing;
        if (fail == 0 || fail == all)
            return null;
        IReadOnlyCollection<Hypothesis> hypotheses = population.Hypotheses();
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

        return best is { } chosen && least * tried <= level ? new SharedTrait(chosen.Trait, fail, chosen.Failing, all, chosen.With, least, tried) : null;
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
