using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>Builds a <see cref="CallTree"/>: first by line, so that every node knows its hottest one, then as asked.</summary>
internal sealed class CallTreeBuilder
{
    private readonly Profile _profile;
    private readonly CallTreeOptions _options;
    private readonly int _sampleType;
    private readonly FrameTable _frames;
    private readonly PrefixTree<int> _lineTree = new();
    private readonly List<long> _lineTreeSelf = [0];

    // Which node of the line tree each stack is, for the group whose number is in the stamp.
    private readonly int[] _nodeOfStack;
    private readonly int[] _stampOfStack;
    private readonly List<int> _path = [];
    private readonly int[] _nodeOfSample;

    public CallTreeBuilder(Profile profile, CallTreeOptions options)
    {
        _profile = profile;
        _options = options;
        _sampleType = options.SampleType ?? profile.DefaultSampleType;
        _frames = new FrameTable(profile);
        _nodeOfStack = new int[profile.Stacks.Count];
        _stampOfStack = new int[profile.Stacks.Count];
        _nodeOfSample = new int[profile.SampleCount];
    }

    public CallTree Build()
    {
        if (_options.GroupByThread)
            AddByThread();
        else
            AddSamples(Enumerable.Range(0, _profile.SampleCount), 0, 1);

        var lineSelf = new long[_frames.Lines.Count];
        var lineTotal = new long[_frames.Lines.Count];
        long[] self = CollectionsMarshal.AsSpan(_lineTreeSelf).ToArray();
        long[] total = SumUp(_lineTree, self);
        for (int node = 1; node < self.Length; node++)
        {
            lineSelf[_lineTree.Item(node)] += self[node];
            lineTotal[_lineTree.Item(node)] += total[node];
        }

        (PrefixTree<int> tree, int[] targets) = Coarsen();
        var coarseSelf = new long[tree.Count];
        for (int node = 0; node < self.Length; node++)
            coarseSelf[targets[node]] += self[node];
        int[] lines = HottestLines(tree, targets, total);
        CallTreeNode[] nodes = new CallTreeLayout(tree, lines, _frames, coarseSelf, SumUp(tree, coarseSelf)).Arrange(out int[] positions);
        foreach (ref int node in _nodeOfSample.AsSpan())
            node = positions[targets[node]];
        return new CallTree(_profile, _sampleType, _frames, nodes, lineSelf, lineTotal, _nodeOfSample, _options.Whole);
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
            AddSamples(samples, AddNode(0, _frames.AddGroup(name)), ++stamp);
    }

    private void AddSamples(IEnumerable<int> samples, int root, int stamp)
    {
        _nodeOfStack[0] = root;
        _stampOfStack[0] = stamp;
        foreach (int sample in samples)
        {
            long value = _profile.ValuesOf(sample)[_sampleType];
            if (value == 0)
                continue;
            int node = NodeOf(_profile.StackOf(sample).Index, stamp);
            if (node == root)
                node = AddNode(root, _frames.AddGroup(Frame.UnknownName));
            _lineTreeSelf[node] += value;
            _nodeOfSample[sample] = node;
        }
    }

    private int NodeOf(int stack, int stamp)
    {
        _path.Clear();
        for (; _stampOfStack[stack] != stamp; stack = _profile.Stacks.Parent(stack))
            _path.Add(stack);
        int node = _nodeOfStack[stack];
        for (int i = _path.Count - 1; i >= 0; i--)
        {
            foreach (int line in _frames.LinesOf(_profile.Stacks.Item(_path[i])))
                node = AddNode(node, line);
            _nodeOfStack[_path[i]] = node;
            _stampOfStack[_path[i]] = stamp;
        }

        return node;
    }

    private int AddNode(int parent, int line)
    {
        int node = _lineTree.Add(parent, line);
        if (node == _lineTreeSelf.Count)
            _lineTreeSelf.Add(0);
        return node;
    }

    /// <summary>Merges lines of one function; items become functions (or stay lines), targets name the merged node.</summary>
    private (PrefixTree<int> Tree, int[] Targets) Coarsen()
    {
        var targets = new int[_lineTree.Count];
        var tree = new PrefixTree<int>();
        for (int node = 1; node < targets.Length; node++)
        {
            int line = _lineTree.Item(node);
            targets[node] = tree.Add(targets[_lineTree.Parent(node)], _options.ByLine ? line : _frames.Lines[line].Function);
        }

        return (tree, targets);
    }

    /// <summary>For each merged node the index of the line with the greatest total.</summary>
    private int[] HottestLines(PrefixTree<int> tree, int[] targets, long[] total)
    {
        const int None = -1;
        var hottest = new int[tree.Count];
        var severalLines = new bool[tree.Count];
        Array.Fill(hottest, None);
        for (int node = 1; node < targets.Length; node++)
        {
            int line = _lineTree.Item(node);
            if (hottest[targets[node]] == None)
                hottest[targets[node]] = line;
            else if (hottest[targets[node]] != line)
                severalLines[targets[node]] = true;
        }

        var sums = new Dictionary<(int Target, int Line), long>();
        for (int node = 1; node < targets.Length; node++)
        {
            if (severalLines[targets[node]])
                CollectionsMarshal.GetValueRefOrAddDefault(sums, (targets[node], _lineTree.Item(node)), out _) += total[node];
        }

        foreach (((int target, int line), long value) in sums)
        {
            int best = hottest[target];
            long bestValue = sums[(target, best)];
            if (value > bestValue || (value == bestValue && _frames.Lines[line].Number < _frames.Lines[best].Number))
                hottest[target] = line;
        }

        return hottest;
    }

    private static long[] SumUp(PrefixTree<int> tree, long[] self)
    {
        long[] total = [.. self];
        for (int node = total.Length - 1; node > 0; node--)
            total[tree.Parent(node)] += total[node];
        return total;
    }
}
