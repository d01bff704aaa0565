namespace Sonde.Profiles.Analysis;

/// <summary>Builds a <see cref="CallTree"/>: merges the stacks, then orders the nodes.</summary>
internal sealed class CallTreeBuilder(Profile profile, CallTreeOptions options)
{
    public CallTree Build()
    {
        MergedStacks merged = StackMerger.Merge(profile, options);
        long[] total = merged.Room.Length >= merged.Tree.Count ? merged.Room : new long[merged.Tree.Count];
        merged.Self.AsSpan(0, merged.Tree.Count).CopyTo(total);
        for (int node = merged.Tree.Count - 1; node > 0; node--)
            total[merged.Tree.Parent(node)] += total[node];
        CallTreeNode[] nodes = new CallTreeLayout(merged.Tree, merged.Lines, merged.Frames, merged.Self, total).Arrange(out int[] positions);
        foreach (ref int node in merged.NodeOfSample.AsSpan())
            node = positions[node];
        return new CallTree(
            profile, options.SampleType ?? profile.DefaultSampleType, merged.Frames, nodes, merged.LineSelf, merged.LineTotal, merged.NodeOfSample,
            options.Whole);
    }
}
