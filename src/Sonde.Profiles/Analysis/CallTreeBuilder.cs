namespace Sonde.Profiles.Analysis;

/// <summary>
/// Builds a <see cref="CallTree"/>. The profile's stacks are a tree of locations already: one walk over it, parents first,
/// merges the locations of one function (or line) below one caller.
/// </summary>
internal sealed class CallTreeBuilder
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

    // By stack. A stamp tells which group of samples the entry is of; the groups are added one after the other.
    private readonly int[] _stamps;
    private readonly int[] _nodes;
    private readonly long[] _totalOfStack;
    private readonly int _unknown;
    private long[] _self;

    public CallTreeBuilder(Profile profile, CallTreeOptions options)
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
        _stamps = new int[profile.Stacks.Count];
        _nodes = new int[profile.Stacks.Count];
        _totalOfStack = new long[profile.Stacks.Count];
        _nodeOfSample = new int[profile.SampleCount];
    }

    public CallTree Build()
    {
        if (_options.GroupByThread)
            AddByThread();
        else
            AddSamples(Enumerable.Range(0, _profile.SampleCount), 0, 1);

        long[] total = _self.AsSpan(0, _tree.Count).ToArray();
        for (int node = total.Length - 1; node > 0; node--)
            total[_tree.Parent(node)] += total[node];
        CallTreeNode[] nodes = new CallTreeLayout(_tree, _lines.Find(), _frames, _self, total).Arrange(out int[] positions);
        foreach (ref int node in _nodeOfSample.AsSpan())
            node = positions[node];
        return new CallTree(_profile, _sampleType, _frames, nodes, _lineSelf, _lineTotal, _nodeOfSample, _options.Whole);
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
            int root = Add(0, line, 0);
            AddSamples(samples, root, ++stamp);
        }
    }

    private void AddSamples(IEnumerable<int> samples, int root, int stamp)
    {
        int lowest = _stamps.Length, highest = 0;
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
            for (int i = stack; i != 0 && _stamps[i] != stamp; i = _profile.Stacks.Parent(i))
            {
                _stamps[i] = stamp;
                _totalOfStack[i] = 0;
                lowest = Math.Min(lowest, i);
            }

            _totalOfStack[stack] += value;
            // The node is known once all stacks are in the tree.
            _nodeOfSample[sample] = ~stack;
        }

        for (int stack = highest; stack >= lowest; stack--)
        {
            if (_stamps[stack] == stamp)
                _totalOfStack[_profile.Stacks.Parent(stack)] += _totalOfStack[stack];
        }

        _nodes[0] = root;
        for (int stack = lowest; stack <= highest; stack++)
        {
            if (_stamps[stack] == stamp)
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
        int node = _tree.Add(parent, _options.ByLine ? line : _frames.Lines[line].Function);
        if (node >= _self.Length)
            Array.Resize(ref _self, _self.Length * 2);
        _lines.Add(node, line, total);
        return node;
    }
}
