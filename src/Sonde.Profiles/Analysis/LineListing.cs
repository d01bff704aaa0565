namespace Sonde.Profiles.Analysis;

/// <summary>What each line of a function costs.</summary>
public sealed class LineListing
{
    private LineListing(Frame frame, long self, long total, IReadOnlyList<LineCost> lines)
    {
        Frame = frame;
        Self = self;
        Total = total;
        Lines = lines;
    }

    /// <summary>The function.</summary>
    public Frame Frame { get; }

    /// <summary>Value of the samples that end in it.</summary>
    public long Self { get; }

    /// <summary>Value of the samples it takes part in.</summary>
    public long Total { get; }

    /// <summary>Its lines that have samples, in order; number 0 stands for samples without a line.</summary>
    public IReadOnlyList<LineCost> Lines { get; }

    /// <summary>Lists the functions that a condition holds for, the greatest total first.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="isWanted">Which functions to list.</param>
    public static IReadOnlyList<LineListing> Build(Profile profile, Func<Frame, bool> isWanted)
    {
        CallTree tree = CallTree.Build(profile, new CallTreeOptions { ByLine = true });
        var lines = new InternTable<FrameLine>();
        var lineOfNode = new int[tree.Nodes.Length];
        lineOfNode[0] = -1;
        for (int i = 1; i < lineOfNode.Length; i++)
            lineOfNode[i] = lines.Add(new FrameLine(tree.Nodes[i].Function, tree.Nodes[i].Line));
        bool[] counts = OutermostCalls.Find(lineOfNode.Length, lines.Items.Count, i => (lineOfNode[i], tree.Nodes[i].End));
        var self = new long[lines.Items.Count];
        var total = new long[lines.Items.Count];
        for (int i = 1; i < counts.Length; i++)
        {
            self[lineOfNode[i]] += tree.Nodes[i].Self;
            total[lineOfNode[i]] += counts[i] ? tree.Nodes[i].Total : 0;
        }

        ILookup<int, LineCost> costs = Enumerable.Range(0, self.Length)
            .ToLookup(i => lines.Items[i].Function, i => new LineCost(lines.Items[i].Number, self[i], total[i]));
        return [.. TopTable.Build(tree).ByTotal().Entries
            .Where(entry => isWanted(entry.Frame))
            .Select(entry => new LineListing(
                entry.Frame, entry.Self, entry.Total, [.. costs[entry.Function].OrderBy(cost => cost.Number)]))];
    }
}
