using System.Globalization;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// Writes a flame graph as a standalone SVG: readable in any viewer, with zoom and search where scripts run. Callers are
/// below, the greatest callee is left.
/// </summary>
public static class FlameGraphSvg
{
    private const int Width = 1200, Margin = 12, RowHeight = 17, TextBaseline = 12, TextPadding = 3;
    private const int HeaderLine = 25, FirstHeaderLine = 30, FooterLine = 16, LegendHeight = 24;

    // Of the fonts named below, at 11 pixels.
    private const double CharWidth = 6.62, HeaderCharWidth = 10.4, FooterCharWidth = 6.4;
    private const double MinimumFrameWidth = 0.4;

    /// <summary>Writes the picture for the profile's default sample type.</summary>
    public static void Write(Profile profile, TextWriter output)
    {
        var model = new FlameGraphModel(profile);
        List<(int Node, double X, double Width)> frames = Place(model.Tree);
        List<string> header = Wrap(model.Answer, (int)((Width - (2 * Margin)) / HeaderCharWidth));
        string[] footer = [.. new[] { model.Quality, model.HowTaken, model.Command }
            .Where(line => line.Length > 0)
            .SelectMany(line => Wrap(line, (int)((Width - (2 * Margin)) / FooterCharWidth)))];

        int rows = 1 + frames.Max(frame => model.Tree.Nodes[frame.Node].Depth);
        int top = FirstHeaderLine + (header.Count * HeaderLine) + 10;
        int bottom = top + (rows * RowHeight);
        int height = bottom + LegendHeight + (footer.Length * FooterLine) + Margin;

        WriteStart(output, model.Title, height);
        for (int i = 0; i < header.Count; i++)
            WriteText(output, Margin, FirstHeaderLine + (i * HeaderLine), "answer", header[i]);
        WriteText(output, Margin, FirstHeaderLine + (header.Count * HeaderLine) - 4, "title", model.Title);
        output.Write(Invariant($"<text id=\"matches\" class=\"title\" x=\"{Width - Margin - 80}\" y=\"{top - 14}\" text-anchor=\"end\"/>\n"));
        output.Write(Invariant($"<text id=\"search\" x=\"{Width - Margin}\" y=\"{top - 14}\" text-anchor=\"end\" style=\"display:none\">Search ( / )</text>\n"));
        foreach ((int node, double x, double width) in frames)
            WriteFrame(output, model, node, x, width, bottom - ((model.Tree.Nodes[node].Depth + 1) * RowHeight));
        WriteLegend(output, model.Tree, frames, bottom + 16);
        for (int i = 0; i < footer.Length; i++)
            WriteText(output, Margin, bottom + LegendHeight + ((i + 1) * FooterLine), i == 0 ? "quality" : "title", footer[i]);
        output.Write("<script><![CDATA[");
        output.Write(WebResource.Read("flamegraph-svg.js").TrimEnd());
        output.Write("]]></script>\n</svg>\n");
    }

    /// <summary>The frames that are wide enough to see, callers before callees.</summary>
    private static List<(int Node, double X, double Width)> Place(CallTree tree)
    {
        ReadOnlySpan<CallTreeNode> nodes = tree.Nodes;
        double scale = tree.Total > 0 ? (Width - (2.0 * Margin)) / tree.Total : 0;
        List<(int Node, double X, double Width)> frames = [(0, Margin, Width - (2 * Margin))];
        for (int i = 0; i < frames.Count; i++)
        {
            CallTreeNode node = nodes[frames[i].Node];
            double x = frames[i].X;
            for (int callee = node.FirstChild; callee < node.FirstChild + node.ChildCount; callee++)
            {
                double width = nodes[callee].Total * scale;
                // The greatest callee stands first: the rest is narrower still.
                if (width < MinimumFrameWidth)
                    break;
                frames.Add((callee, x, width));
                x += width;
            }
        }

        return frames;
    }

    private static void WriteStart(TextWriter output, string title, int height)
    {
        output.Write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        output.Write(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" "));
        output.Write(Invariant($"viewBox=\"0 0 {Width} {height}\" data-left=\"{Margin}\" data-width=\"{Width - (2 * Margin)}\">\n"));
        output.Write($"<title>{XmlText.Escape(title)}</title>\n<style>\n");
        output.Write(
            """
            text { font: 11px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1c1c1e; }
            .answer { font: 600 19px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
            .title, .quality, .legend { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
            .title, .legend { fill: #5d5d63; }
            #search { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #0060a8; cursor: pointer; }
            .page { fill: #ffffff; }
            .f { cursor: pointer; }
            .f text { pointer-events: none; }
            .f:hover rect { stroke: #1c1c1e; stroke-width: 1; }
            .f.caller { opacity: .5; }
            .f.match rect { fill: #b5127f; }
            .f.match text { fill: #ffffff; }

            """);
        for (int i = 0; i < FlamePalette.Colors.Count; i++)
            output.Write(Invariant($".c{i} {{ fill: {FlamePalette.Colors[i].Light}; }}\n"));
        output.Write(
            """
            @media (prefers-color-scheme: dark) {
            text { fill: #ececee; }
            .title, .legend { fill: #a5a5ad; }
            #search { fill: #7fb8e6; }
            .page { fill: #17181a; }
            .f:hover rect { stroke: #ffffff; }
            .f.match rect { fill: #d978c4; }
            .f.match text { fill: #17181a; }

            """);
        for (int i = 0; i < FlamePalette.Colors.Count; i++)
            output.Write(Invariant($".c{i} {{ fill: {FlamePalette.Colors[i].Dark}; }}\n"));
        output.Write(Invariant($"}}\n</style>\n<rect class=\"page\" width=\"{Width}\" height=\"{height}\"/>\n"));
    }

    private static void WriteFrame(TextWriter output, FlameGraphModel model, int index, double x, double width, int y)
    {
        CallTree tree = model.Tree;
        CallTreeNode node = tree.Nodes[index];
        Frame? frame = tree.FrameOf(index);
        string unit = tree.SampleType.Unit;
        string label = TextFit.Printable(frame?.Label(node.Line) ?? $"all, {ValueText.Value(tree.Total, unit)}");
        string place = frame is null ? "" : TextFit.Printable(frame.IsInterpreted ? frame.FileName : frame.Module);
        output.Write(Invariant($"<g class=\"f\" data-level=\"{node.Depth}\"><title>{XmlText.Escape(label)}\n"));
        if (place.Length > 0)
            output.Write($"{XmlText.Escape(place)}\n");
        string numbers = $"total {ValueText.Value(node.Total, unit)}, {ValueText.Percent(tree.ShareOf(node.Total))}; "
            + $"self {ValueText.Value(node.Self, unit)}, {ValueText.Percent(tree.ShareOf(node.Self))}";
        output.Write($"{XmlText.Escape(TextFit.Printable(numbers))}</title>");
        double shown = width > 2 ? width - 0.5 : width;
        output.Write(Invariant($"<rect class=\"c{FlamePalette.IndexOf(frame)}\" x=\"{x:0.##}\" y=\"{y}\" width=\"{shown:0.##}\" height=\"{RowHeight - 1}\"/>"));
        int room = (int)((width - (2 * TextPadding)) / CharWidth);
        if (room >= 3)
        {
            string text = label.Length <= room || frame is null ? TextFit.End(label, room) : TextFit.End(TextFit.Printable(frame.Name), room);
            output.Write(Invariant($"<text x=\"{x + TextPadding:0.##}\" y=\"{y + TextBaseline}\">{XmlText.Escape(text)}</text>"));
        }

        output.Write("</g>\n");
    }

    private static void WriteLegend(TextWriter output, CallTree tree, List<(int Node, double X, double Width)> frames, int y)
    {
        double x = Margin;
        foreach (int color in frames.Skip(1).Select(frame => FlamePalette.IndexOf(tree.FrameOf(frame.Node))).Distinct().Order())
        {
            string name = FlamePalette.Colors[color].Name;
            output.Write(Invariant($"<rect class=\"c{color}\" x=\"{x:0.##}\" y=\"{y - 9}\" width=\"11\" height=\"11\"/>"));
            output.Write(Invariant($"<text class=\"legend\" x=\"{x + 16:0.##}\" y=\"{y + 1}\">{name}</text>\n"));
            x += 16 + (name.Length * FooterCharWidth) + 22;
        }
    }

    private static void WriteText(TextWriter output, int x, int y, string style, string text) =>
        output.Write(Invariant($"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{XmlText.Escape(text)}</text>\n"));

    private static List<string> Wrap(string text, int width)
    {
        List<string> lines = [];
        while (text.Length > width)
        {
            int space = text.LastIndexOf(' ', width);
            int cut = space > width / 2 ? space : width;
            lines.Add(text[..cut]);
            text = text[cut..].TrimStart();
        }

        lines.Add(text);
        return lines;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
