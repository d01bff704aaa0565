using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// Builds a <see cref="CallTree"/>. A profile's stacks are a tree of locations already: each node of the result stands for
/// the frames of one function (or line) in some of them, and what those call, sorted into groups, are its callees. Nodes are
/// made in their final order, so that nothing is looked up and nothing is moved afterwards; and since what was called first by
/// one sample lies side by side in a profile's tables, little of them is touched at a time.
/// </summary>
internal sealed class CallTreeBuilder
{
    private readonly Profile _profile;
    private readonly CallTreeOptions _options;
    private readonly int _sampleType;
    private readonly FrameTable _frames;
    private readonly StackValues _values;
    private readonly CalleeGroups _callees;
    private readonly int _unknown;
    private readonly long[] _lineSelf;
    private readonly long[] _lineTotal;
    private int _nodeOfEmptyStack;

    public CallTreeBuilder(Profile profile, CallTreeOptions options)
    {
        (_profile, _options) = (profile, options);
        _sampleType = options.SampleType ?? profile.DefaultSampleType;
        _frames = new FrameTable(profile);
        _values = new StackValues(profile, _frames, _sampleType, options.KeepZeroes);
        _unknown = _values.HasEmptyStack ? _frames.AddGroup(Frame.UnknownName) : -1;
        _callees = new CalleeGroups(_frames, options.ByLine);
        _lineSelf = new long[_frames.Lines.Count];
        _lineTotal = new long[_frames.Lines.Count];
    }

    public CallTree Build()
    {
        CallTreeNode[] nodes = MakeNodes(out int count);
        return new CallTree(
            _profile, _sampleType, _frames, nodes.AsMemory(0, count), _lineSelf, _lineTotal, NodesOfSamples(), _options.Whole);
    }

    private CallTreeNode[] MakeNodes(out int count)
    {
        // Merging makes fewer. What is not written to takes no memory.
        CallTreeNode[] nodes = GC.AllocateUninitializedArray<CallTreeNode>(MostNodes());
        // What is still to be added: a node's caller and group, and above the ones of those before it, its places.
        var pending = new Stack<(int Caller, CalleeGroups.Group Group)>();
        List<CallPlace> places = [new CallPlace(0, 0, -1)];
        List<CalleeGroups.Group> groups = [];
        List<int> open = [];
        pending.Push((-1, new CalleeGroups.Group { Total = _values[0].Total, Count = 1, Line = -1 }));
        for (count = 0; pending.TryPop(out (int Caller, CalleeGroups.Group Group) next); count++)
        {
            int depth = next.Caller < 0 ? 0 : nodes[next.Caller].Depth + 1;
            Close(nodes, open, depth, count);
            open.Add(count);
            long self = AddCallees(count, CollectionsMarshal.AsSpan(places)[^next.Group.Count..]);
            CollectionsMarshal.SetCount(places, places.Count - next.Group.Count);
            FrameLine line = next.Caller < 0 ? new FrameLine(-1, 0) : _frames.Lines[next.Group.Line];
            nodes[count] = new CallTreeNode(next.Caller, line.Function, line.Number, depth, self, next.Group.Total, 0);
            // The first callee comes next: it is pushed last.
            _callees.Take(groups, places);
            foreach (CalleeGroups.Group group in groups)
                pending.Push((count, group));
        }

        Close(nodes, open, 0, count);
        if (count < nodes.Length / 2)
            Array.Resize(ref nodes, count);
        return nodes;
    }

    /// <summary>Ends the nodes of a depth and deeper.</summary>
    private static void Close(CallTreeNode[] nodes, List<int> open, int depth, int end)
    {
        for (int i = open.Count - 1; i >= depth; i--)
            nodes[open[i]] = nodes[open[i]] with { End = end };
        CollectionsMarshal.SetCount(open, depth);
    }

    /// <summary>Adds what a node calls to the groups; returns the value of the samples that end in it.</summary>
    private long AddCallees(int node, ReadOnlySpan<CallPlace> places)
    {
        long self = 0;
        foreach (CallPlace place in places)
        {
            if (place.Stack == 0 && node > 0)
            {
                _nodeOfEmptyStack = node;
                _lineSelf[_unknown] += _values.OfEmptyStack;
                self += _values.OfEmptyStack;
                continue;
            }

            ref StackValue value = ref _values[place.Stack];
            if (_frames.HasInlining && place.Stack != 0)
            {
                ReadOnlySpan<int> lines = _frames.LinesOf(_profile.Stacks.Item(place.Stack));
                if (place.Inline + 1 < lines.Length)
                {
                    Add(new CallPlace(place.Stack, place.Inline + 1, lines[place.Inline + 1]), value.Total);
                    continue;
                }
            }

            long own = value.Total;
            for (int stack = value.FirstCallee; stack != 0;)
            {
                ref readonly StackValue callee = ref _values[stack];
                own -= callee.Total;
                Add(new CallPlace(stack, 0, callee.Line), callee.Total);
                stack = callee.NextCallee;
            }

            // Nobody asks for its callees again.
            value.FirstCallee = node;
            if (node == 0)
                break;
            _lineSelf[place.Line] += own;
            self += own;
        }

        if (node == 0 && _values.HasEmptyStack)
            Add(new CallPlace(0, 0, _unknown), _values.OfEmptyStack);
        return self;
    }

    private void Add(CallPlace place, long total)
    {
        _lineTotal[place.Line] += total;
        _callees.Add(place, total);
    }

    private int MostNodes()
    {
        int most = 1 + _values.Count + (_values.HasEmptyStack ? 1 : 0);
        // A location without inlined functions is one frame, and most are.
        for (int stack = 1; _frames.HasInlining && stack < _profile.Stacks.Count; stack++)
            most = checked(most + _frames.LinesOf(_profile.Stacks.Item(stack)).Length - 1);
        return most;
    }

    // A stack that has been added knows its node.
    private int[] NodesOfSamples()
    {
        var nodes = new int[_profile.SampleCount];
        for (int sample = 0; sample < nodes.Length; sample++)
        {
            int stack = _profile.StackOf(sample).Index;
            if (_options.KeepZeroes || _profile.ValuesOf(sample)[_sampleType] != 0)
                nodes[sample] = stack == 0 ? _nodeOfEmptyStack : _values[stack].FirstCallee;
        }

        return nodes;
    }
}
