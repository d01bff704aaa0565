namespace Sonde.Profiles.Analysis;

/// <summary>Builds a <see cref="ProfileDiff"/>: both profiles' stacks go into one tree, by function.</summary>
internal sealed class ProfileDiffBuilder
{
    private readonly DiffOptions _options;
    private readonly DiffFrames _frames = new();
    private readonly PrefixTree<int> _tree = new();
    private readonly DiffSums _base;
    private readonly DiffSums _new;

    public ProfileDiffBuilder(Profile @base, Profile @new, DiffOptions options)
    {
        _options = options;
        SampleType type = SharedType(@base, @new, options.SampleType);
        _base = new DiffSums(@base, @base.SampleTypes.ToList().IndexOf(type));
        _new = new DiffSums(@new, @new.SampleTypes.ToList().IndexOf(type));
    }

    public ProfileDiff Build()
    {
        foreach (DiffSums side in (DiffSums[])[_base, _new])
            AddSide(side);
        _base.SumUp(_tree);
        _new.SumUp(_tree);
        var judge = new DiffJudge(_base.Side, _new.Side, _base.Type, _new.Type, _options.Measure);
        TreeOrder order = TreeOrder.Arrange(_tree, Compare);
        DiffNode[] nodes = MakeNodes(order, judge);
        return new ProfileDiff(
            _base.Side, _new.Side, _new.Profile.SampleTypes[_new.Type], _options.Measure, judge, _frames.Frames, nodes,
            CountFunctions(order, nodes, judge));
    }

    private static SampleType SharedType(Profile @base, Profile @new, string? name)
    {
        SampleType? shared = name is null
            ? @new.SampleTypes.Skip(@new.DefaultSampleType).Concat(@new.SampleTypes.Reverse())
                .Where(@base.SampleTypes.Contains).Cast<SampleType?>().FirstOrDefault()
            : @new.SampleTypes.Where(type => type.Type == name && @base.SampleTypes.Contains(type)).Cast<SampleType?>().FirstOrDefault();
        return shared ?? throw new ProfileFormatException(
            $"the profiles cannot be compared{(name is null ? "" : $" by {name}")}: the first holds {List(@base)}, the second {List(@new)}");
    }

    private static string List(Profile profile) =>
        string.Join(", ", profile.SampleTypes.Select(type => $"{type.Type} in {type.Unit}"));

    private void AddSide(DiffSums side)
    {
        var table = new FrameTable(side.Profile);
        int[] functions = _frames.Map(table);
        PrefixTree<LocationId> stacks = side.Profile.Stacks;
        // A stack's parent always stands before it.
        var nodes = new int[stacks.Count];
        for (int stack = 1; stack < nodes.Length; stack++)
        {
            int node = nodes[stacks.Parent(stack)];
            foreach (int line in table.LinesOf(stacks.Item(stack)))
                node = _tree.Add(node, functions[table.Lines[line].Function]);
            nodes[stack] = node;
        }

        for (int sample = 0; sample < side.Profile.SampleCount; sample++)
        {
            int node = nodes[side.Profile.StackOf(sample).Index];
            side.Add(node == 0 ? _tree.Add(0, _frames.AddUnknown()) : node, sample);
        }
    }

    private int Compare(int a, int b)
    {
        int order = Share(b).CompareTo(Share(a));
        if (order == 0)
            order = string.CompareOrdinal(_frames.Frames[_tree.Item(a)].Name, _frames.Frames[_tree.Item(b)].Name);
        return order != 0 ? order : a.CompareTo(b);
    }

    private double Share(int node) => Math.Max(
        (double)_base.Total[node] / Math.Max(1, _base.Total[0]), (double)_new.Total[node] / Math.Max(1, _new.Total[0]));

    private DiffNode[] MakeNodes(TreeOrder order, DiffJudge judge)
    {
        (double? Probability, DiffVerdict Verdict)[] results = judge.JudgeAll(
            [.. order.Source.Select(node => new DiffPair(_base.Total[node], _new.Total[node], _base.TotalCount[node], _new.TotalCount[node]))],
            _options.FalseDiscoveryRate);
        int[] places = order.Places();
        var nodes = new DiffNode[order.Source.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            int from = order.Source[i], parent = i == 0 ? -1 : places[_tree.Parent(from)];
            nodes[i] = new DiffNode(
                parent, i == 0 ? -1 : _tree.Item(from), i == 0 ? 0 : nodes[parent].Depth + 1,
                _base.Self[from], _base.Total[from], _new.Self[from], _new.Total[from],
                results[i].Probability, results[i].Verdict, order.End[i]);
        }

        return nodes;
    }

    /// <summary>The functions of all nodes. Self values and totals are judged together.</summary>
    private List<DiffEntry> CountFunctions(TreeOrder order, DiffNode[] nodes, DiffJudge judge)
    {
        IReadOnlyList<Frame> frames = _frames.Frames;
        bool[] isOutermost = OutermostCalls.Find(nodes.Length, frames.Count, i => (nodes[i].Function, nodes[i].End));
        // The self value of function f is pair f, its total is pair f plus the number of functions.
        var pairs = new DiffPair[2 * frames.Count];
        for (int i = 1; i < nodes.Length; i++)
        {
            int from = order.Source[i], function = nodes[i].Function;
            Add(ref pairs[function], _base.Self[from], _new.Self[from], _base.SelfCount[from], _new.SelfCount[from]);
            if (isOutermost[i])
                Add(ref pairs[frames.Count + function], _base.Total[from], _new.Total[from], _base.TotalCount[from], _new.TotalCount[from]);
        }

        (double? Probability, DiffVerdict Verdict)[] results = judge.JudgeAll(pairs, _options.FalseDiscoveryRate);
        DiffValue Value(int i) => judge.Value(pairs[i].Base, pairs[i].New, results[i].Probability, results[i].Verdict);
        List<DiffEntry> entries = [.. Enumerable.Range(0, frames.Count)
            .Where(f => (pairs[frames.Count + f].Base | pairs[frames.Count + f].New) != 0)
            .Select(f => new DiffEntry(f, frames[f], Value(f), Value(frames.Count + f)))];
        entries.Sort(Compare);
        return entries;
    }

    private static void Add(ref DiffPair sum, long baseValue, long newValue, long baseSamples, long newSamples) =>
        sum = new DiffPair(sum.Base + baseValue, sum.New + newValue, sum.BaseSamples + baseSamples, sum.NewSamples + newSamples);

    // What changed in a function itself stands before what changed below it, which is as large for all its callers.
    private int Compare(DiffEntry a, DiffEntry b)
    {
        int order = Rank(b).CompareTo(Rank(a));
        if (order == 0)
            order = Math.Abs(Change(b)).CompareTo(Math.Abs(Change(a)));
        if (order == 0)
            order = Change(b).CompareTo(Change(a));
        if (order == 0)
            order = b.Total.NewShare.CompareTo(a.Total.NewShare);
        if (order == 0)
            order = string.CompareOrdinal(a.Frame.Name, b.Frame.Name);
        return order != 0 ? order : a.Function.CompareTo(b.Function);
    }

    private static int Rank(DiffEntry entry) => entry.Self.IsSignificant ? 2 : entry.Total.IsSignificant ? 1 : 0;

    // Rounded, so that a shift from one function to another is as large on both sides.
    private double Change(DiffEntry entry) =>
        Math.Round((Rank(entry) == 1 ? entry.Total : entry.Self).Change(_options.Measure), 9);
}
