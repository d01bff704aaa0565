using System.Globalization;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering.Flame;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// Writes a flame graph as a standalone SVG: readable in any viewer, with zoom and search where scripts run. Callers are
/// below, the greatest callee is left.
/// </summary>
public static class FlameGraphSvg
{
    private const int VanishedLines = 8;
    private const double Width = SvgPicture.Width - (2.0 * SvgPicture.Margin);

    /// <summary>Writes the picture for the profile's default sample type.</summary>
    public static void Write(Profile profile, TextWriter output)
    {
        var model = new FlameGraphModel(profile);
        CallTree tree = model.Tree;
        List<SvgFrame> frames = [];
        Place(
            tree.Total, node => tree.Nodes[node].End, node => tree.Nodes[node].Total,
            (node, x, width) => frames.Add(FrameOf(tree, node, x, width)));
        new SvgPicture(output, FlamePalette.Colors).Write(model.Title, model.Answer, frames, [model.Quality, model.HowTaken, model.Command]);
    }

    /// <summary>Writes the picture of a difference: red for more, blue for less; what has vanished is listed below it.</summary>
    /// <param name="diff">The two profiles compared.</param>
    /// <param name="output">Where to.</param>
    /// <param name="width">Which profile gives the boxes their width.</param>
    /// <param name="baseName">What to call the first profile.</param>
    /// <param name="newName">What to call the second profile.</param>
    public static void Write(ProfileDiff diff, TextWriter output, DiffWidth width = DiffWidth.New, string baseName = "base", string newName = "new")
    {
        long Value(int node) => width == DiffWidth.New ? diff.Nodes[node].NewTotal : diff.Nodes[node].BaseTotal;
        List<SvgFrame> frames = [];
        Place(
            Value(0), node => diff.Nodes[node].End, Value,
            (node, x, boxWidth) => frames.Add(FrameOf(diff, node, x, boxWidth, Value(0))));
        string[] footer =
        [
            $"Widths: {(width == DiffWidth.New ? newName : baseName)}. Red takes a greater share than in {baseName}, blue a smaller one."
                + (width == DiffWidth.New ? Vanished(diff) : ""),
            $"{baseName}: {QualityLine.Format(diff.Base.Profile)}",
            $"{newName}: {QualityLine.Format(diff.New.Profile)}",
        ];
        new SvgPicture(output, DiffPalette.Colors).Write(
            TextFit.Printable(DiffHeadline.Title(diff, baseName, newName)), TextFit.Printable(DiffHeadline.Answer(diff, baseName)),
            frames, footer.Select(TextFit.Printable));
    }

    /// <summary>Tells where the boxes are that are wide enough to see, callers before callees.</summary>
    private static void Place(
        long total, Func<int, int> endOf, Func<int, long> valueOf, Action<int, double, double> add)
    {
        double scale = total > 0 ? Width / total : 0;
        var pending = new Queue<(int Node, double X)>();
        pending.Enqueue((0, SvgPicture.Margin));
        add(0, SvgPicture.Margin, Width);
        while (pending.TryDequeue(out (int Node, double X) next))
        {
            double x = next.X;
            int end = endOf(next.Node);
            for (int callee = next.Node + 1; callee < end; callee = endOf(callee))
            {
                double width = valueOf(callee) * scale;
                if (width >= SvgPicture.MinimumFrameWidth)
                {
                    add(callee, x, width);
                    pending.Enqueue((callee, x));
                }

                x += width;
            }
        }
    }

    private static SvgFrame FrameOf(CallTree tree, int index, double x, double width)
    {
        CallTreeNode node = tree.Nodes[index];
        Frame? frame = tree.FrameOf(index);
        string unit = tree.SampleType.Unit;
        string label = frame?.Label(node.Line) ?? $"all, {ValueText.Value(tree.Total, unit)}";
        string place = frame is null ? "" : frame.IsInterpreted ? frame.FileName : frame.Module;
        string numbers = $"total {ValueText.Value(node.Total, unit)}, {ValueText.Percent(tree.ShareOf(node.Total))}; "
            + $"self {ValueText.Value(node.Self, unit)}, {ValueText.Percent(tree.ShareOf(node.Self))}";
        return new SvgFrame(label, frame?.Name ?? label, place.Length > 0 ? [place, numbers] : [numbers], node.Depth, x, width, FlamePalette.IndexOf(frame));
    }

    private static SvgFrame FrameOf(ProfileDiff diff, int index, double x, double width, long total)
    {
        DiffNode node = diff.Nodes[index];
        Frame? frame = diff.FrameOf(index);
        DiffValue value = diff.TotalOf(index);
        string unit = diff.SampleType.Unit;
        string label = frame?.Label(0) ?? $"all, {ValueText.Value(total, unit)}";
        bool withinChance = node.Verdict == DiffVerdict.Noise;
        string[] facts =
        [
            $"base {ValueText.Value(node.BaseTotal, unit)}, {ValueText.Percent(value.BaseShare)}",
            $"new {ValueText.Value(node.NewTotal, unit)}, {ValueText.Percent(value.NewShare)}",
            string.Create(CultureInfo.InvariantCulture, $"change {value.ShareChange * 100:+0.0;−0.0;±0.0} points{(withinChance ? ", within chance" : "")}"),
        ];
        return new SvgFrame(
            label, frame?.Name ?? label, facts, node.Depth, x, width, DiffPalette.IndexOf(value.BaseShare, value.NewShare, withinChance));
    }

    private static string Vanished(ProfileDiff diff)
    {
        IReadOnlyList<int> vanished = diff.VanishedPaths();
        if (vanished.Count == 0)
            return "";
        IEnumerable<string> names = vanished.Take(VanishedLines)
            .Select(node => $"{diff.FrameOf(node)!.Place(0)} ({ValueText.Percent(diff.TotalOf(node).BaseShare)})");
        string more = vanished.Count > VanishedLines ? $" and {ValueText.Count(vanished.Count - VanishedLines)} more" : "";
        return $" Vanished: {string.Join(", ", names)}{more}.";
    }
}
