namespace Sonde.Profiles.Formats.CpuProfile;

/// <summary>Makes stacks of the nodes of a <c>.cpuprofile</c>.</summary>
internal sealed class CpuProfileStacks
{
    private readonly ProfileBuilder _builder;
    private readonly Dictionary<int, int> _parents = [];
    private readonly Dictionary<int, StackId> _callers = [];
    private readonly Dictionary<int, int> _used = [];

    /// <summary>Links nodes with their parents.</summary>
    /// <exception cref="ProfileFormatException">A child is unknown or has two parents.</exception>
    public CpuProfileStacks(ProfileBuilder builder, IReadOnlyList<CpuProfileNode> nodes, Dictionary<int, CpuProfileNode> byId)
    {
        _builder = builder;
        foreach (CpuProfileNode node in nodes)
        {
            foreach (int child in node.Children)
                Link(byId, node, child, node.Id);
            if (node.Parent != 0)
                Link(byId, node, node.Id, node.Parent);
        }

        foreach (CpuProfileNode node in nodes)
            FindCallers(byId, node);
    }

    /// <summary>The stack of the next sample in a node. Its line is one of the node's position ticks as long as there are some.</summary>
    public StackId OfSample(CpuProfileNode node)
    {
        if (IsRoot(node))
            return _callers[node.Id];
        int used = _used[node.Id] = _used.GetValueOrDefault(node.Id) + 1;
        foreach ((int line, int ticks) in node.Ticks)
        {
            if (used <= ticks)
                return _builder.AddStack(_callers[node.Id], LocationOf(node, line));
            used -= ticks;
        }

        return _builder.AddStack(_callers[node.Id], LocationOf(node, 0));
    }

    private void Link(Dictionary<int, CpuProfileNode> byId, CpuProfileNode at, int child, int parent)
    {
        if (!byId.ContainsKey(child) || !byId.ContainsKey(parent))
            throw new ProfileFormatException($"expected the ID of a node, found {(byId.ContainsKey(child) ? parent : child)}", at.Offset);
        if (!_parents.TryAdd(child, parent) && _parents[child] != parent)
            throw new ProfileFormatException($"expected one parent of node {child}, found {_parents[child]} and {parent}", at.Offset);
    }

    /// <summary>Finds the callers of a node and of all above it; a node that is above itself is refused.</summary>
    private void FindCallers(Dictionary<int, CpuProfileNode> byId, CpuProfileNode node)
    {
        List<CpuProfileNode> path = [];
        for (CpuProfileNode at = node; !_callers.ContainsKey(at.Id); at = byId[_parents[at.Id]])
        {
            path.Add(at);
            if (path.Count > byId.Count)
                throw new ProfileFormatException($"expected a tree, found node {node.Id} above itself", node.Offset);
            if (!_parents.ContainsKey(at.Id))
                break;
        }

        for (int i = path.Count - 1; i >= 0; i--)
        {
            CpuProfileNode at = path[i];
            if (!_parents.TryGetValue(at.Id, out int parent))
                _callers[at.Id] = StackId.Empty;
            else
                _callers[at.Id] = IsRoot(byId[parent]) ? _callers[parent] : _builder.AddStack(_callers[parent], LocationOf(byId[parent], 0));
        }
    }

    private bool IsRoot(CpuProfileNode node) => node.Function == CallFrameNames.Root && !_parents.ContainsKey(node.Id);

    private LocationId LocationOf(CpuProfileNode node, int line)
    {
        FunctionId function = _builder.AddFunction(new Function(
            _builder.Intern(node.Function.Length > 0 ? node.Function : CallFrameNames.Anonymous),
            _builder.Intern(CallFrameNames.Format(node.Script, node.Line, node.Column)),
            _builder.Intern(node.Url),
            node.Line == int.MaxValue ? 0 : Math.Max(0, node.Line + 1)));
        return _builder.AddLocation(TextFrames.MappingOf(_builder, node.Url), 0, [new Line(function, line)]);
    }
}
