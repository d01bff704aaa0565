namespace Sonde.Profiles.Analysis;

/// <summary>
/// Two profiles compared: functions, and the tree of all their call paths. Values of different durations and rates are
/// compared as shares and as costs per second; a change that chance explains is called noise.
/// </summary>
public sealed class ProfileDiff
{
    private readonly DiffNode[] _nodes;
    private readonly DiffJudge _judge;

    internal ProfileDiff(
        DiffSide @base, DiffSide @new, SampleType sampleType, DiffMeasure measure, DiffJudge judge,
        IReadOnlyList<Frame> frames, DiffNode[] nodes, IReadOnlyList<DiffEntry> functions)
    {
        Base = @base;
        New = @new;
        SampleType = sampleType;
        Measure = measure;
        Frames = frames;
        Functions = functions;
        _judge = judge;
        _nodes = nodes;
    }

    /// <summary>The first profile.</summary>
    public DiffSide Base { get; }

    /// <summary>The second profile.</summary>
    public DiffSide New { get; }

    /// <summary>What is compared.</summary>
    public SampleType SampleType { get; }

    /// <summary>What the verdicts are about.</summary>
    public DiffMeasure Measure { get; }

    /// <summary>The functions that nodes and entries name.</summary>
    public IReadOnlyList<Frame> Frames { get; }

    /// <summary>
    /// All call paths of both profiles, depth first as in <see cref="CallTree.Nodes"/>; the first is the root, which stands
    /// for the profiles as a whole. A path that only one of them has is 0 in the other.
    /// </summary>
    public ReadOnlySpan<DiffNode> Nodes => _nodes;

    /// <summary>All functions of both profiles: those that changed first, each by the greatest change.</summary>
    public IReadOnlyList<DiffEntry> Functions { get; }

    /// <summary>The profiles as wholes: shares are 1, the costs tell whether there was more to do.</summary>
    public DiffValue Whole => TotalOf(0);

    /// <summary>
    /// By how much a function grew, as a part of the whole first profile: percentage points of the share, or of the cost per
    /// second. 0 when it did not grow by more than chance explains; where chance cannot be told, any growth counts.
    /// </summary>
    public double GrowthOf(DiffEntry entry) => Math.Max(GrowthOf(entry.Self), GrowthOf(entry.Total));

    /// <summary>The frame of a node; null for the root.</summary>
    public Frame? FrameOf(int node) => _nodes[node].Function < 0 ? null : Frames[_nodes[node].Function];

    /// <summary>A node's total in both profiles.</summary>
    public DiffValue TotalOf(int node) => _judge.Value(
        _nodes[node].BaseTotal, _nodes[node].NewTotal, _nodes[node].Probability, _nodes[node].Verdict);

    /// <summary>
    /// The call paths that changed by more than chance explains: of each branch the deepest node that still has most of the
    /// change, the greatest change first.
    /// </summary>
    public IReadOnlyList<int> ChangedPaths() => DiffPaths.Changed(this);

    /// <summary>Indexes of the nodes that the second profile does not have while their caller it has; the greatest first.</summary>
    public IReadOnlyList<int> VanishedPaths() => DiffPaths.Vanished(this);

    /// <summary>Compares two profiles.</summary>
    /// <exception cref="ProfileFormatException">They have no sample type in common, or not the one asked for.</exception>
    public static ProfileDiff Build(Profile @base, Profile @new, DiffOptions? options = null) =>
        new ProfileDiffBuilder(@base, @new, options ?? new DiffOptions()).Build();

    private double GrowthOf(DiffValue value)
    {
        if (value.Verdict == DiffVerdict.Noise)
            return 0;
        double change = value.Change(Measure);
        return Math.Max(0, Measure == DiffMeasure.Cost && Whole.BaseCost is > 0 and { } whole ? change / whole : change);
    }
}
