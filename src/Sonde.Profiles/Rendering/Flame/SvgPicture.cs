using System.Globalization;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>Draws boxes, words and a legend as a standalone SVG.</summary>
internal sealed class SvgPicture(TextWriter output, IReadOnlyList<FlameColor> colors)
{
    /// <summary>Width of the picture and of its margins in pixels.</summary>
    public const int Width = 1200, Margin = 12;

    /// <summary>Boxes narrower than this many pixels are not worth drawing.</summary>
    public const double MinimumFrameWidth = 0.4;

    private const int RowHeight = 17, TextBaseline = 12, TextPadding = 3;
    private const int HeaderLine = 25, FirstHeaderLine = 30, FooterLine = 16, LegendLine = 20;

    // Of the fonts named below, at 11 pixels.
    private const double CharWidth = 6.62, HeaderCharWidth = 10.4, FooterCharWidth = 6.4;

    /// <summary>Writes the picture.</summary>
    /// <param name="title">Below the headline, and the picture's name.</param>
    /// <param name="answer">The headline.</param>
    /// <param name="frames">The boxes, callers before callees.</param>
    /// <param name="footer">Lines below the legend; the first stands out.</param>
    public void Write(string title, string answer, IReadOnlyList<SvgFrame> frames, IEnumerable<string> footer)
    {
        List<string> header = Wrap(answer, (int)((Width - (2 * Margin)) / HeaderCharWidth));
        string[] lines = [.. footer.Where(line => line.Length > 0).SelectMany(line => Wrap(line, (int)((Width - (2 * Margin)) / FooterCharWidth)))];
        int rows = 1 + frames.Max(frame => frame.Level);
        int top = FirstHeaderLine + (header.Count * HeaderLine) + 10;
        int bottom = top + (rows * RowHeight);
        List<(int Color, double X, int Line)> legend = PlaceLegend([.. frames.Skip(1).Select(frame => frame.Color).Distinct().Order()]);
        int legendHeight = legend.Count == 0 ? 4 : (LegendLine * (legend[^1].Line + 1)) + 4;
        int height = bottom + legendHeight + (lines.Length * FooterLine) + Margin;

        WriteStart(title, height);
        for (int i = 0; i < header.Count; i++)
            WriteText(Margin, FirstHeaderLine + (i * HeaderLine), "answer", header[i]);
        WriteText(Margin, FirstHeaderLine + (header.Count * HeaderLine) - 4, "title", title);
        Write($"<text id=\"matches\" class=\"title\" x=\"{Width - Margin - 80}\" y=\"{top - 14}\" text-anchor=\"end\"/>\n");
        Write($"<text id=\"search\" x=\"{Width - Margin}\" y=\"{top - 14}\" text-anchor=\"end\" style=\"display:none\">Search ( / )</text>\n");
        foreach (SvgFrame frame in frames)
            WriteFrame(frame, bottom - ((frame.Level + 1) * RowHeight));
        foreach ((int color, double x, int line) in legend)
        {
            int y = bottom + 16 + (line * LegendLine);
            Write($"<rect class=\"c{color}\" x=\"{x:0.##}\" y=\"{y - 9}\" width=\"11\" height=\"11\"/>");
            Write($"<text class=\"legend\" x=\"{x + 16:0.##}\" y=\"{y + 1}\">{XmlText.Escape(colors[color].Name)}</text>\n");
        }

        for (int i = 0; i < lines.Length; i++)
            WriteText(Margin, bottom + legendHeight + ((i + 1) * FooterLine), i == 0 ? "quality" : "title", lines[i]);
        output.Write("<script><![CDATA[");
        output.Write(WebResource.Read("flamegraph-svg.js").TrimEnd());
        output.Write("]]></script>\n</svg>\n");
    }

    private void WriteStart(string title, int height)
    {
        output.Write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        Write($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" ");
        Write($"viewBox=\"0 0 {Width} {height}\" data-left=\"{Margin}\" data-width=\"{Width - (2 * Margin)}\">\n");
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
        for (int i = 0; i < colors.Count; i++)
            Write($".c{i} {{ fill: {colors[i].Light}; }}\n");
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
        for (int i = 0; i < colors.Count; i++)
            Write($".c{i} {{ fill: {colors[i].Dark}; }}\n");
        Write($"}}\n</style>\n<rect class=\"page\" width=\"{Width}\" height=\"{height}\"/>\n");
    }

    private void WriteFrame(in SvgFrame frame, int y)
    {
        Write($"<g class=\"f\" data-level=\"{frame.Level}\"><title>{XmlText.Escape(TextFit.Printable(frame.Label))}");
        foreach (string fact in frame.Facts)
            output.Write($"\n{XmlText.Escape(TextFit.Printable(fact))}");
        double shown = frame.Width > 2 ? frame.Width - 0.5 : frame.Width;
        Write($"</title><rect class=\"c{frame.Color}\" x=\"{frame.X:0.##}\" y=\"{y}\" width=\"{shown:0.##}\" height=\"{RowHeight - 1}\"/>");
        int room = (int)((frame.Width - (2 * TextPadding)) / CharWidth);
        if (room >= 3)
        {
            string text = TextFit.Columns(frame.Label) <= room ? TextFit.Printable(frame.Label) : TextFit.End(frame.ShortLabel, room);
            Write($"<text x=\"{frame.X + TextPadding:0.##}\" y=\"{y + TextBaseline}\">{XmlText.Escape(text)}</text>");
        }

        output.Write("</g>\n");
    }

    private List<(int Color, double X, int Line)> PlaceLegend(int[] used)
    {
        List<(int Color, double X, int Line)> places = [];
        double x = Margin;
        int line = 0;
        foreach (int color in used)
        {
            double width = 16 + (colors[color].Name.Length * FooterCharWidth) + 22;
            if (x + width > Width - Margin && x > Margin)
                (x, line) = (Margin, line + 1);
            places.Add((color, x, line));
            x += width;
        }

        return places;
    }

    private void WriteText(int x, int y, string style, string text) =>
        Write($"<text class=\"{style}\" x=\"{x}\" y=\"{y}\">{XmlText.Escape(text)}</text>\n");

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

    private void Write(FormattableString text) => output.Write(text.ToString(CultureInfo.InvariantCulture));
}
