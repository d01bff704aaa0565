namespace Sonde.Profiles.Analysis;

/// <summary>
/// Compares the parts of a profile that should be alike, such as the pods of one Deployment, and names those that are not. Samples are
/// counts, so that of two equal parts one has more of a function by chance: what is named has a share that chance explains in less than one
/// comparison of a hundred, that is large enough to matter, and that stands apart from how much the others differ among themselves.
/// </summary>
public sealed class SiblingComparison
{
    /// <summary>The chance of naming any part of a profile whose parts are all equal.</summary>
    private const double FalseAlarms = 0.01;

    /// <summary>Differences below five points of the whole change nothing that anybody would look for.</summary>
    private const double LeastDifference = 0.05;

    /// <summary>Equal programs serve different requests: a part that differs is this many standard deviations away from the others.</summary>
    private const double LeastDistance = 4;

    /// <summary>A normal distribution's standard deviation in units of its median absolute deviation.</summary>
    private const double DeviationOfMedian = 1.4826;

    /// <summary>With fewer siblings a median says nothing of their spread, and the farthest of them counts.</summary>
    private const int FewestForMedian = 5;

    /// <summary>Below this, a part has too few samples to be compared.</summary>
    private const long FewestSamples = 30;

    /// <summary>Callers of the function that makes the difference differ as much as it does: this much of the greatest difference is the same.</summary>
    private const double AsGreat = 0.8;

    private readonly SiblingCounts _counts;
    private readonly List<int> _parts;
    private readonly int _comparisons;

    private SiblingComparison(SiblingCounts counts)
    {
        _counts = counts;
        _parts = [.. Enumerable.Range(0, counts.Names.Count).Where(part => counts.Samples[part] >= FewestSamples)];
        _comparisons = _parts.Count * Enumerable.Range(0, counts.Functions.Count).Count(IsComparable);
        Parts = _parts.Count;
        Differences = FindAll();
    }

    /// <summary>Parts with enough samples to be compared.</summary>
    public int Parts { get; }

    /// <summary>
    /// The parts that differ, the greatest difference first. A majority cannot differ from the rest: at most half of the parts are named, and
    /// one of two.
    /// </summary>
    public IReadOnlyList<SiblingDifference> Differences { get; }

    /// <summary>Compares; null when the profile does not tell how many samples stand behind its values.</summary>
    /// <param name="profile">The profile; its default value is compared.</param>
    /// <param name="label">Name of the label that tells the parts apart (<see cref="LabelNames.Pod"/>).</param>
    public static SiblingComparison? Of(Profile profile, string label)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return SiblingCounts.Count(profile, label) is { } counts ? new SiblingComparison(counts) : null;
    }

    private List<SiblingDifference> FindAll()
    {
        List<SiblingDifference> found = [];
        int most = Parts / 2;
        while (found.Count < most)
        {
            SiblingDifference? next = _parts.Select(Judge).OfType<SiblingDifference>()
                .OrderByDescending(one => Math.Abs(one.Share - one.SiblingShare)).FirstOrDefault();
            if (next is null)
                break;
            found.Add(next);
            // What is named no longer counts as a sibling: the rest would differ from it.
            _parts.RemoveAll(part => _counts.Names[part] == next.Name);
        }

        return found;
    }

    /// <summary>What makes a part differ from those that are left; null when nothing does.</summary>
    private SiblingDifference? Judge(int part)
    {
        int[] others = [.. _parts.Where(other => other != part)];
        long samples = _counts.Samples[part], theirSamples = others.Sum(other => _counts.Samples[other]);
        List<(int Function, double Change, double SelfChange, SiblingDifference Difference)> found = [];
        for (int function = 0; function < _counts.Functions.Count; function++)
        {
            if (!IsComparable(function))
                continue;
            long hits = _counts.Total[part][function], theirs = others.Sum(other => _counts.Total[other][function]);
            double share = (double)hits / samples, theirShare = (double)theirs / theirSamples, change = share - theirShare;
            if (Math.Abs(change) < LeastDifference || !StandsApart(share, others, function))
                continue;
            double probability = Math.Min(1, SampleStatistics.EqualShares(hits, samples, theirs, theirSamples) * _comparisons);
            if (probability >= FalseAlarms)
                continue;
            double self = ((double)_counts.Self[part][function] / samples)
                - ((double)others.Sum(other => _counts.Self[other][function]) / theirSamples);
            found.Add((function, change, self, new SiblingDifference(_counts.Names[part], _counts.Functions[function], share, theirShare, probability)));
        }

        if (found.Count == 0)
            return null;
        // More of one function means less of all others: what grew explains what shrank.
        double grown = found.Max(one => one.Change), shrunk = -found.Min(one => one.Change);
        return grown > 0 && grown >= shrunk / 2
            ? found.Where(one => one.Change >= AsGreat * grown).MaxBy(one => one.SelfChange).Difference
            : found.Where(one => -one.Change >= AsGreat * shrunk).MinBy(one => one.SelfChange).Difference;
    }

    private bool StandsApart(double share, int[] others, int function)
    {
        double[] shares = [.. others.Select(other => (double)_counts.Total[other][function] / _counts.Samples[other])];
        double middle = Median(shares);
        double[] distances = [.. shares.Select(one => Math.Abs(one - middle))];
        double spread = shares.Length < FewestForMedian ? distances.Max() : DeviationOfMedian * Median(distances);
        return Math.Abs(share - middle) > LeastDistance * spread;
    }

    /// <summary>A function that every sample passes through, or hardly any, cannot tell parts apart.</summary>
    private bool IsComparable(int function) => _parts.Any(part => _counts.Total[part][function] >= LeastDifference * _counts.Samples[part])
        && _parts.Any(part => _counts.Total[part][function] < _counts.Samples[part]);

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
