using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// A flame graph for a terminal: one line for each call, with its share as a number and as a bar. Only a branch indents, so
/// that deep stacks stay readable; a long run of calls without a branch loses its middle.
/// </summary>
public static class TerminalFlameGraph
{
    private const int MinimumWidth = 40, BarWidth = 20, NarrowBarWidth = 8, NarrowTerminal = 72;

    // A call of more than this is never left out.
    private const double LargestMinimumShare = 0.2;

    // Two calls of nearly equal share are one chain; what goes elsewhere is below the eye's resolution.
    private const double SameShare = 0.98;

    /// <summary>Writes the graph.</summary>
    public static void Write(TextWriter output, CallTree tree, TerminalFlameGraphOptions? options = null)
    {
        options ??= new TerminalFlameGraphOptions();
        if (tree.Total <= 0)
        {
            output.Write(" no samples\n");
            return;
        }

        List<TerminalLine> lines = Lines(tree, options, options.MinimumShare);
        double share = options.MinimumShare;
        while (lines.Count > options.MaximumLines && share < LargestMinimumShare)
        {
            share = Math.Min(LargestMinimumShare, share * 1.25);
            lines = Lines(tree, options, share);
        }

        int width = Math.Max(MinimumWidth, options.Width);
        var painter = new TerminalBars(output, width < NarrowTerminal ? NarrowBarWidth : BarWidth, options.Color);
        foreach (TerminalLine line in lines)
            painter.Line(line, width);
        if (share > options.MinimumShare)
            painter.Note($"calls below {ValueText.Percent(share)} are not shown");
    }

    private static List<TerminalLine> Lines(CallTree tree, TerminalFlameGraphOptions options, double minimumShare)
    {
        List<TerminalLine> lines = [];
        var pending = new Stack<(int Node, string Indent, string Branch)>();
        pending.Push((0, "", ""));
        while (pending.TryPop(out (int Node, string Indent, string Branch) next))
        {
            List<int> chain = Chain(tree, next.Node, minimumShare);
            int hidden = chain.Count > options.LongestChain ? chain.Count - options.LongestChain : 0;
            int hiddenFrom = (options.LongestChain + 1) / 2;
            for (int i = 0; i < chain.Count; i++)
            {
                string lead = next.Indent + (i == 0 ? next.Branch : Continue(next.Branch));
                if (hidden > 1 && i == hiddenFrom)
                {
                    lines.Add(new TerminalLine(null, lead, $"⋮ {hidden} calls", ""));
                    i += hidden - 1;
                    continue;
                }

                CallTreeNode node = tree.Nodes[chain[i]];
                string label = tree.FrameOf(chain[i])?.Place(node.Line)
                    ?? $"all, {ValueText.Value(tree.Total, tree.SampleType.Unit)}";
                double self = tree.ShareOf(node.Self);
                string suffix = self >= minimumShare && node.End > chain[i] + 1 ? $"  self {ValueText.Percent(self)}" : "";
                lines.Add(new TerminalLine(tree.ShareOf(node.Total), lead, label, suffix));
            }

            PushCallees(tree, chain[^1], next.Indent + Continue(next.Branch), minimumShare, pending);
        }

        return lines;
    }

    // A call and its only callee that matters, again and again.
    private static List<int> Chain(CallTree tree, int node, double minimumShare)
    {
        List<int> chain = [node];
        while (true)
        {
            CallTreeNode current = tree.Nodes[node];
            if (current.End == node + 1)
                return chain;
            CallTreeNode callee = tree.Nodes[node + 1];
            bool isOnly = callee.Total >= SameShare * current.Total
                || (Shown(tree, node, minimumShare).Count == 1 && tree.ShareOf(current.Self) < minimumShare);
            if (!isOnly || tree.ShareOf(callee.Total) < minimumShare)
                return chain;
            chain.Add(++node);
        }
    }

    private static void PushCallees(
        CallTree tree, int node, string indent, double minimumShare, Stack<(int Node, string Indent, string Branch)> pending)
    {
        List<int> shown = Shown(tree, node, minimumShare);
        for (int i = shown.Count - 1; i >= 0; i--)
            pending.Push((shown[i], indent, i == shown.Count - 1 ? "└ " : "├ "));
    }

    // The greatest come first.
    private static List<int> Shown(CallTree tree, int caller, double minimumShare)
    {
        List<int> shown = [];
        for (int callee = caller + 1; callee < tree.Nodes[caller].End; callee = tree.Nodes[callee].End)
        {
            if (tree.ShareOf(tree.Nodes[callee].Total) < minimumShare)
                break;
            shown.Add(callee);
        }

        return shown;
    }

    private static string Continue(string branch) => branch switch
    {
        "├ " => "│ ",
        "└ " => "  ",
        _ => "",
    };
}
