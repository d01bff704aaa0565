using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>One profile's values and samples, summed by the nodes of a tree that it shares with another profile.</summary>
internal sealed class DiffSums(Profile profile, int type)
{
    private const double NanosecondsPerSecond = 1e9;

    private readonly long[]? _counts = SampleCounts.Find(profile, type);
    private readonly List<long> _self = [];
    private readonly List<long> _selfCount = [];

    /// <summary>The profile.</summary>
    public Profile Profile => profile;

    /// <summary>Index of the sample type.</summary>
    public int Type => type;

    /// <summary>Value of the samples that end in each node.</summary>
    public long[] Self { get; private set; } = [];

    /// <summary>Value of the samples that end in each node or below.</summary>
    public long[] Total { get; private set; } = [];

    /// <summary>The samples that end in each node.</summary>
    public long[] SelfCount { get; private set; } = [];

    /// <summary>The samples that end in each node or below.</summary>
    public long[] TotalCount { get; private set; } = [];

    /// <summary>The profile as a whole, after <see cref="SumUp"/>.</summary>
    public DiffSide Side => new(
        profile, Total[0], _counts is null ? null : TotalCount[0],
        profile.DurationNanoseconds > 0 ? profile.DurationNanoseconds / NanosecondsPerSecond : null);

    /// <summary>Adds a sample of the profile to a node.</summary>
    public void Add(int node, int sample)
    {
        if (_self.Count <= node)
        {
            CollectionsMarshal.SetCount(_self, node + 1);
            CollectionsMarshal.SetCount(_selfCount, node + 1);
        }

        _self[node] += profile.ValuesOf(sample)[type];
        _selfCount[node] += _counts?[sample] ?? 0;
    }

    /// <summary>Ends adding: every node gets its total.</summary>
    public void SumUp(PrefixTree<int> tree)
    {
        (Self, Total) = Totals(tree, _self);
        (SelfCount, TotalCount) = Totals(tree, _selfCount);
    }

    private static (long[] Self, long[] Total) Totals(PrefixTree<int> tree, List<long> own)
    {
        var self = new long[tree.Count];
        own.CopyTo(self);
        long[] total = [.. self];
        for (int node = total.Length - 1; node > 0; node--)
            total[tree.Parent(node)] += total[node];
        return (self, total);
    }
}
