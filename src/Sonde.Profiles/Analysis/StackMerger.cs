namespace Sonde.Profiles.Analysis;

/// <summary>
/// Merges the stacks of a profile. They are a tree of locations already: one walk over it, parents first, merges the
/// locations of one function (or line) below one caller.
/// </summary>
internal sealed class StackMerger
{
    private readonly Profile _profile;
    private readonly CallTreeOptions _options;
    private readonly int _sampleType;
    private readonly FrameTable _frames;
    private readonly PrefixTree<int> _tree;
    private readonly HottestLines _lines;
    private readonly long[] _lineSelf;
    private readonly long[] _lineTotal;
    private readonly int[] _nodeOfSample;

    // For each line the item of its node.
    private readonly List<int> _items = [];

    // By stack: its node, or the complement of the number of the group of samples for which it still has to be added; the
    // groups are added one after the other.
    private readonly int[] _nodes;
    private readonly long[] _totalOfStack;
    private readonly int _unknown;
    private long[] _self;

    private StackMerger(Profile profile, CallTreeOptions options)
    {
        _profile = profile;
        _options = options;
        _sampleType = options.SampleType ?? profile.DefaultSampleType;
        _frames = new FrameTable(profile);
        _unknown = HasEmptyStack(profile) ? _frames.AddGroup(Frame.UnknownName) : -1;
        // Most nodes are one stack each: merging makes fewer of them, inlined functions more.
        _tree = new PrefixTree<int>(profile.Stacks.Count);
        _self = new long[profile.Stacks.Count];
        _lines = new HottestLines(_frames, profile.Stacks.Count);
        _lineSelf = new long[_frames.Lines.Count];
        _lineTotal = new long[_frames.Lines.Count];
        _nodes = new int[profile.Stacks.Count];
        _totalOfStack = new long[profile.Stacks.Count];
        _nodeOfSample = new int[profile.SampleCount];
        foreach (FrameLine line in _frames.Lines)
            AddItem(line);
    }

    /// <summary>Merges; what is only needed for that is not kept.</summary>
    public static MergedStacks Merge(Profile profile, CallTreeOptions options)
    {
        var merger = new StackMerger(profile, options);
        if (options.GroupByThread)
            merger.AddByThread();
        else
            merger.AddSamples(Enumerable.Range(0, profile.SampleCount), 0, 1);
        return new MergedStacks(
            merger._frames, merger._tree, merger._lines.Find(), merger._self, merger._lineSelf, merger._lineTotal, merger._nodeOfSample,
            merger._totalOfStack);
    }

    private static bool HasEmptyStack(Profile profile)
    {
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            if (profile.StackOf(sample) == StackId.Empty)
                return true;
        }

        return false;
    }

    private void AddByThread()
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var nameOfLabels = new Dictionary<LabelSetId, string>();
        for (int sample = 0; sample < _profile.SampleCount; sample++)
        {
            LabelSetId labels = _profile.LabelsOf(sample);
            if (!nameOfLabels.TryGetValue(labels, out string? name))
                nameOfLabels[labels] = name = SampleGroups.Thread(_profile, sample);
            if (!groups.TryGetValue(name, out List<int>? samples))
                groups[name] = samples = [];
            samples.Add(sample);
        }

        int stamp = 0;
        foreach ((string name, List<int> samples) in groups)
        {
            int line = _frames.AddGroup(name);
            while (_items.Count <= line)
                AddItem(_frames.Lines[_items.Count]);
            int root = Add(0, line, 0);
            AddSamples(samples, root, ++stamp);
        }
    }

    private void AddSamples(IEnumerable<int> samples, int root, int stamp)
    {
        int lowest = _nodes.Length, highest = 0;
        foreach (int sample in samples)
        {
            long value = _profile.ValuesOf(sample)[_sampleType];
            if (value == 0 && !_options.KeepZeroes)
                continue;
            int stack = _profile.StackOf(sample).Index;
            if (stack == 0)
            {
                AddUnknown(sample, root, value);
                continue;
            }

            highest = Math.Max(highest, stack);
            for (int i = stack; i != 0 && _nodes[i] != ~stamp; i = _profile.Stacks.Parent(i))
            {
                _nodes[i] = ~stamp;
                _totalOfStack[i] = 0;
                lowest = Math.Min(lowest, i);
            }

            _totalOfStack[stack] += value;
            // The node is known once all stacks are in the tree.
            _nodeOfSample[sample] = ~stack;
        }

        for (int stack = highest; stack >= lowest; stack--)
        {
            if (_nodes[stack] == ~stamp)
                _totalOfStack[_profile.Stacks.Parent(stack)] += _totalOfStack[stack];
        }

        _nodes[0] = root;
        for (int stack = lowest; stack <= highest; stack++)
        {
            if (_nodes[stack] == ~stamp)
                AddStack(stack);
        }

        foreach (int sample in samples)
        {
            if (_nodeOfSample[sample] >= 0)
                continue;
            int stack = ~_nodeOfSample[sample], node = _nodes[stack];
            long value = _profile.ValuesOf(sample)[_sampleType];
            _lineSelf[_frames.LinesOf(_profile.Stacks.Item(stack))[^1]] += value;
            _self[node] += value;
            _nodeOfSample[sample] = node;
        }
    }

    private void AddStack(int stack)
    {
        int node = _nodes[_profile.Stacks.Parent(stack)];
        foreach (int line in _frames.LinesOf(_profile.Stacks.Item(stack)))
        {
            node = Add(node, line, _totalOfStack[stack]);
            _lineTotal[line] += _totalOfStack[stack];
        }

        _nodes[stack] = node;
    }

    private void AddUnknown(int sample, int root, long value)
    {
        int node = Add(root, _unknown, value);
        _lineSelf[_unknown] += value;
        _lineTotal[_unknown] += value;
        _self[node] += value;
        _nodeOfSample[sample] = node;
    }

    private int Add(int parent, int line, long total)
    {
        int node = _tree.Add(parent, _items[line]);
        if (node >= _self.Length)
            Array.Resize(ref _self, _self.Length * 2);
        _lines.Add(node, line, total);
        return node;
    }

    private void AddItem(FrameLine line) => _items.Add(_options.ByLine ? _items.Count : line.Function);
}
