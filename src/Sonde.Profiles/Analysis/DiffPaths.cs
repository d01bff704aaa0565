namespace Sonde.Profiles.Analysis;

/// <summary>Chooses the call paths of a <see cref="ProfileDiff"/> that a reader should see.</summary>
internal static class DiffPaths
{
    // A callee that has this part of its caller's change explains it: the caller need not be told as well.
    private const double MostOfTheChange = 0.8;

    /// <inheritdoc cref="ProfileDiff.ChangedPaths"/>
    public static IReadOnlyList<int> Changed(ProfileDiff diff)
    {
        ReadOnlySpan<DiffNode> nodes = diff.Nodes;
        List<(int Node, double Size)> changed = [];
        for (int i = 1; i < nodes.Length; i++)
        {
            if (!IsSignificant(nodes[i]) || IsExplained(diff, nodes, i))
                continue;
            changed.Add((i, Math.Abs(diff.TotalOf(i).Change(diff.Measure))));
        }

        return [.. changed.OrderByDescending(path => path.Size).Select(path => path.Node)];
    }

    /// <inheritdoc cref="ProfileDiff.VanishedPaths"/>
    public static IReadOnlyList<int> Vanished(ProfileDiff diff)
    {
        ReadOnlySpan<DiffNode> nodes = diff.Nodes;
        List<(int Node, long Value)> vanished = [];
        for (int i = 1; i < nodes.Length; i++)
        {
            if (nodes[i].NewTotal == 0 && nodes[i].BaseTotal > 0 && nodes[nodes[i].Parent].NewTotal != 0)
                vanished.Add((i, nodes[i].BaseTotal));
        }

        return [.. vanished.OrderByDescending(path => path.Value).Select(path => path.Node)];
    }

    private static bool IsExplained(ProfileDiff diff, ReadOnlySpan<DiffNode> nodes, int node)
    {
        double change = diff.TotalOf(node).Change(diff.Measure);
        for (int callee = node + 1; callee < nodes[node].End; callee = nodes[callee].End)
        {
            if (IsSignificant(nodes[callee]) && diff.TotalOf(callee).Change(diff.Measure) / change >= MostOfTheChange)
                return true;
        }

        return false;
    }

    private static bool IsSignificant(in DiffNode node) => node.Verdict is not DiffVerdict.NotJudged and not DiffVerdict.Noise;
}
