namespace Sonde.Profiles.Analysis;

/// <summary>
/// All stacks of a profile merged from the root for one sample type. Nodes stand depth first: all that a node calls, also
/// through others, follows it without a gap. Nothing here recurses, however deep the stacks.
/// </summary>
public sealed class CallTree
{
    private readonly ReadOnlyMemory<CallTreeNode> _nodes;

    private readonly int[] _nodeOfSample;

    internal CallTree(
        Profile profile, int sampleType, FrameTable frames, ReadOnlyMemory<CallTreeNode> nodes, long[] lineSelf, long[] lineTotal, int[] nodeOfSample,
        long? whole)
    {
        Whole = whole ?? nodes.Span[0].Total;
        SampleTypeIndex = sampleType;
        _nodeOfSample = nodeOfSample;
        Profile = profile;
        SampleType = profile.SampleTypes[sampleType];
        Frames = frames;
        _nodes = nodes;
        LineSelf = lineSelf;
        LineTotal = lineTotal;
    }

    /// <summary>The profile it was made of.</summary>
    public Profile Profile { get; }

    /// <summary>What the values measure.</summary>
    public SampleType SampleType { get; }

    /// <summary>Index of that sample type.</summary>
    public int SampleTypeIndex { get; }

    /// <summary>The frames that nodes name.</summary>
    public FrameTable Frames { get; }

    /// <summary>All nodes; the first is the root.</summary>
    public ReadOnlySpan<CallTreeNode> Nodes => _nodes.Span;

    /// <summary>Value of all samples.</summary>
    public long Total => _nodes.Span[0].Total;

    /// <summary>Value of the samples that end at a line, by index into <see cref="FrameTable.Lines"/>.</summary>
    internal long[] LineSelf { get; }

    /// <summary>Value of the samples that pass a line; a recursive one counts more than once.</summary>
    internal long[] LineTotal { get; }

    /// <summary>The frame of a node; null for the root.</summary>
    public Frame? FrameOf(int node) => Nodes[node].Function < 0 ? null : Frames.Functions[Nodes[node].Function];

    /// <summary>The node in which a sample ends; 0, the root, for one whose value is 0.</summary>
    public int NodeOf(int sample) => _nodeOfSample[sample];

    /// <summary>Value that shares are of: <see cref="Total"/>, unless the tree shows a part of a profile.</summary>
    public long Whole { get; }

    /// <summary>A value's share of all samples, from 0 to 1; 0 when there are none.</summary>
    public double ShareOf(long value) => Whole == 0 ? 0 : (double)value / Whole;

    /// <summary>Merges the stacks of a profile.</summary>
    public static CallTree Build(Profile profile, CallTreeOptions? options = null) =>
        new CallTreeBuilder(profile, options ?? new CallTreeOptions()).Build();
}
