using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rendering.Html;

/// <summary>The chain of a cause as a tree: each effect below what it suffers from.</summary>
internal sealed class ChainTree
{
    // More boxes beside each other say no more than their number.
    private const int MostChildren = 8;

    private ChainTree(ChainNode root, IReadOnlyList<(Effect Effect, int Depth)> effects, bool isWhole, int rows)
    {
        Root = root;
        Effects = effects;
        IsWhole = isWhole;
        Rows = rows;
    }

    /// <summary>The cause.</summary>
    public ChainNode Root { get; }

    /// <summary>All effects with their distance from the cause, each after what it suffers from.</summary>
    public IReadOnlyList<(Effect Effect, int Depth)> Effects { get; }

    /// <summary>Every effect has a box.</summary>
    public bool IsWhole { get; }

    /// <summary>How many boxes stand below each other.</summary>
    public int Rows { get; }

    /// <summary>All boxes, each after the one it comes from.</summary>
    public IEnumerable<ChainNode> Nodes => Below(Root);

    /// <summary>The tree of a cause.</summary>
    public static ChainTree Of(RootCause root)
    {
        HashSet<ObjectRef> known = [root.Finding.Subject, .. root.Effects.Select(effect => effect.Subject)];
        ILookup<ObjectRef, Effect> under = root.Effects.ToLookup(effect =>
            effect.From is { } from && known.Contains(from) && from != effect.Subject ? from : root.Finding.Subject);
        var top = new ChainNode(root.Finding.Subject, root.Finding.Title, "", 0);
        List<(Effect, int)> listed = [];
        HashSet<ObjectRef> placed = [root.Finding.Subject];
        bool isWhole = Place(top, root.Finding.Subject, under, placed, listed);
        // Effects that only name each other hang on nothing: they belong to the cause all the same.
        foreach (Effect stray in root.Effects.Where(effect => placed.Add(effect.Subject)))
        {
            var node = new ChainNode(stray.Subject, stray.Title, stray.Via, 1);
            top.Children.Add(node);
            listed.Add((stray, 1));
            isWhole &= Place(node, stray.Subject, under, placed, listed);
        }

        int rows = 0;
        SetRows(top, ref rows);
        return new ChainTree(top, listed, isWhole, rows);
    }

    private static bool Place(ChainNode node, ObjectRef subject, ILookup<ObjectRef, Effect> under, HashSet<ObjectRef> placed, List<(Effect, int)> listed)
    {
        Effect[] children = [.. under[subject].Where(effect => placed.Add(effect.Subject))];
        bool isWhole = children.Length <= MostChildren + 1;
        for (int i = 0; i < children.Length; i++)
        {
            listed.Add((children[i], node.Depth + 1));
            var child = new ChainNode(children[i].Subject, children[i].Title, children[i].Via, node.Depth + 1);
            isWhole &= Place(child, children[i].Subject, under, placed, listed);
            if (children.Length <= MostChildren + 1 || i < MostChildren)
                node.Children.Add(child);
        }

        if (children.Length > MostChildren + 1)
            node.Children.Add(new ChainNode(null, $"and {children.Length - MostChildren} more, listed below", "", node.Depth + 1));
        return isWhole;
    }

    private static void SetRows(ChainNode node, ref int rows)
    {
        if (node.Children.Count == 0)
        {
            node.Row = rows++;
            return;
        }

        foreach (ChainNode child in node.Children)
            SetRows(child, ref rows);
        node.Row = (node.Children[0].Row + node.Children[^1].Row) / 2;
    }

    private static IEnumerable<ChainNode> Below(ChainNode node) => node.Children.SelectMany(Below).Prepend(node);
}
