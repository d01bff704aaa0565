using Sonde.Diagnosis.Findings;
using static Sonde.Diagnosis.Rendering.Html.HtmlParts;

namespace Sonde.Diagnosis.Rendering.Html;

/// <summary>Draws the chain of a cause from left to right, and lists it for readers who do not see the drawing.</summary>
internal static class ChainSvg
{
    // In pixels. Four columns fit a page of 1180, and about 33 characters of 12 px stand in a box.
    private const int Width = 246, Height = 66, Gap = 34, Between = 14, Margin = 3, NameLength = 24, TextLength = 33;

    /// <summary>Writes the drawing and the list.</summary>
    /// <param name="root">The cause.</param>
    /// <param name="id">A name for the parts of the drawing, which no other has on the page.</param>
    /// <param name="output">Where to.</param>
    public static void Write(RootCause root, string id, TextWriter output)
    {
        ChainTree tree = ChainTree.Of(root);
        int columns = tree.Nodes.Max(node => node.Depth) + 1;
        int width = (columns * (Width + Gap)) - Gap + (2 * Margin), height = (tree.Rows * (Height + Between)) - Between + (2 * Margin);
        output.WriteLine($"<div class=\"graph scroll\" tabindex=\"0\" role=\"group\" aria-label=\"What suffers from it, drawn\"><svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{Text($"{root.Effects.Count} effects; the list that follows says the same")}\">");
        output.WriteLine($"<defs><marker id=\"{id}\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0l8 4l-8 4z\"/></marker></defs>");
        foreach (ChainNode node in tree.Nodes)
        {
            foreach (ChainNode child in node.Children)
                WriteEdge(node, child, id, output);
        }

        foreach (ChainNode node in tree.Nodes)
            WriteNode(node, output);
        output.WriteLine("</svg></div>");
        WriteList(root, tree, output);
    }

    private static double X(ChainNode node) => Margin + (node.Depth * (Width + Gap));

    private static double Y(ChainNode node) => Margin + (node.Row * (Height + Between));

    private static void WriteEdge(ChainNode from, ChainNode to, string id, TextWriter output)
    {
        double x1 = X(from) + Width, y1 = Y(from) + (Height / 2.0), x2 = X(to) - 1, y2 = Y(to) + (Height / 2.0), middle = (x1 + x2) / 2;
        output.WriteLine($"<path d=\"M{Number(x1)} {Number(y1)}C{Number(middle)} {Number(y1)} {Number(middle)} {Number(y2)} {Number(x2)} {Number(y2)}\" marker-end=\"url(#{id})\"><title>{Text(to.Via)}</title></path>");
    }

    private static void WriteNode(ChainNode node, TextWriter output)
    {
        double x = X(node), y = Y(node);
        string whole = node.Subject is { } one ? $"{one}: {node.Title}{(node.Via.Length > 0 ? $" ({node.Via})" : "")}" : node.Title;
        output.WriteLine($"<g class=\"{(node.Depth == 0 ? "of" : "n")}\"><title>{Text(whole)}</title><rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Width}\" height=\"{Height}\" rx=\"7\"/>");
        if (node.Subject is not { } subject)
        {
            output.WriteLine($"<text class=\"t\" x=\"{Number(x + 11)}\" y=\"{Number(y + (Height / 2.0) + 4)}\">{Text(node.Title)}</text></g>");
            return;
        }

        string where = subject.Namespace.Length > 0 ? $"{subject.Kind} in {subject.Namespace}" : subject.Kind;
        output.WriteLine($"<text class=\"k\" x=\"{Number(x + 11)}\" y=\"{Number(y + 18)}\">{Text(Elide(where, TextLength))}</text>"
            + $"<text class=\"b\" x=\"{Number(x + 11)}\" y=\"{Number(y + 35)}\">{Text(ElideMiddle(subject.Name, NameLength))}</text>"
            + $"<text class=\"t\" x=\"{Number(x + 11)}\" y=\"{Number(y + 53)}\">{Text(Elide(node.Title.ReplaceLineEndings(" "), TextLength))}</text></g>");
    }

    private static void WriteList(RootCause root, ChainTree tree, TextWriter output)
    {
        output.WriteLine($"<ol class=\"chain{(tree.IsWhole ? " drawn" : "")}\"><li>{Object(root.Finding.Subject)} <span class=\"soft\">the cause</span></li>");
        foreach ((Effect effect, int depth) in tree.Effects)
        {
            output.WriteLine($"<li class=\"d{Math.Min(depth, 4)}\">{Object(effect.Subject)} {Text(effect.Title)}"
                + (effect.Via.Length > 0 ? $"<span class=\"via\">{Text(effect.Via)}</span>" : "") + "</li>");
        }

        output.WriteLine("</ol>");
    }
}
