using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// A flame graph for a terminal: one line for each call, with its share as a number and as a bar. Only a branch indents, so
/// that deep stacks stay readable; a long run of calls without a branch loses its middle.
/// </summary>
public static class TerminalFlameGraph
{
    private const int MinimumWidth = 40, BarWidth = 20, NarrowBarWidth = 8, NarrowTerminal = 72;

    // Two calls of nearly equal share are one chain; what goes elsewhere is below the eye's resolution.
    private const double SameShare = 0.98;

    /// <summary>Writes the graph.</summary>
    public static void Write(TextWriter output, CallTree tree, TerminalFlameGraphOptions? options = null)
    {
        options ??= new TerminalFlameGraphOptions();
        int width = Math.Max(MinimumWidth, options.Width);
        int barWidth = width < NarrowTerminal ? NarrowBarWidth : BarWidth;
        var painter = new TerminalBars(output, barWidth, options.Color);
        string unit = tree.SampleType.Unit;
        if (tree.Total <= 0)
        {
            output.Write(" no samples\n");
            return;
        }

        var pending = new Stack<(int Node, string Indent, string Branch)>();
        pending.Push((0, "", ""));
        while (pending.TryPop(out (int Node, string Indent, string Branch) next))
        {
            List<int> chain = Chain(tree, next.Node, options.MinimumShare);
            int hidden = chain.Count > options.LongestChain ? chain.Count - options.LongestChain : 0;
            int hiddenFrom = hidden > 0 ? (options.LongestChain + 1) / 2 : chain.Count;
            for (int i = 0; i < chain.Count; i++)
            {
                string lead = next.Indent + (i == 0 ? next.Branch : Continue(next.Branch));
                if (hidden > 1 && i == hiddenFrom)
                {
                    painter.Note(TextFit.End($"{lead}⋮ {hidden} calls", width - barWidth - 11));
                    i += hidden - 1;
                    continue;
                }

                CallTreeNode node = tree.Nodes[chain[i]];
                Frame? frame = tree.FrameOf(chain[i]);
                string label = frame?.Place(node.Line) ?? $"all, {ValueText.Value(tree.Total, unit)}";
                double self = tree.ShareOf(node.Self);
                string suffix = self >= options.MinimumShare && node.ChildCount > 0 ? $"  self {ValueText.Percent(self)}" : "";
                int room = Math.Max(8, width - barWidth - 11 - lead.Length - suffix.Length);
                painter.Line(tree.ShareOf(node.Total), lead, TextFit.Middle(label, room), suffix);
            }

            PushCallees(tree, chain[^1], next.Indent + Continue(next.Branch), options.MinimumShare, pending);
        }
    }

    // A call and its only callee that matters, again and again.
    private static List<int> Chain(CallTree tree, int node, double minimumShare)
    {
        List<int> chain = [node];
        while (true)
        {
            CallTreeNode current = tree.Nodes[node];
            if (current.ChildCount == 0)
                return chain;
            CallTreeNode callee = tree.Nodes[current.FirstChild];
            bool isOnly = callee.Total >= SameShare * current.Total
                || (Shown(tree, current, minimumShare) == 1 && tree.ShareOf(current.Self) < minimumShare);
            if (!isOnly || tree.ShareOf(callee.Total) < minimumShare)
                return chain;
            node = current.FirstChild;
            chain.Add(node);
        }
    }

    private static void PushCallees(
        CallTree tree, int node, string indent, double minimumShare, Stack<(int Node, string Indent, string Branch)> pending)
    {
        CallTreeNode caller = tree.Nodes[node];
        int shown = Shown(tree, caller, minimumShare);
        for (int i = shown - 1; i >= 0; i--)
            pending.Push((caller.FirstChild + i, indent, i == shown - 1 ? "└ " : "├ "));
    }

    private static int Shown(CallTree tree, in CallTreeNode caller, double minimumShare)
    {
        int shown = 0;
        while (shown < caller.ChildCount && tree.ShareOf(tree.Nodes[caller.FirstChild + shown].Total) >= minimumShare)
            shown++;
        return shown;
    }

    private static string Continue(string branch) => branch switch
    {
        "├ " => "│ ",
        "└ " => "  ",
        _ => "",
    };
}
