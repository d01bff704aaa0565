using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>Writes functions with their callers above and their callees below, as plain text of fixed width.</summary>
/// <param name="output">Where to.</param>
/// <param name="graph">The calls.</param>
/// <param name="width">Columns to use; names are cut to fit, but never to less than 20.</param>
/// <param name="unit">Unit of the values, see <see cref="Units"/>; null for the one that fits each best.</param>
public sealed class CallGraphRenderer(TextWriter output, CallGraph graph, int width = 100, string? unit = null)
{
    private const int ValueWidth = 10, ShareWidth = 7, MinimumNameWidth = 20;

    private CallTree Tree => graph.Top.Tree;

    /// <summary>Writes functions in the order given.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="limit">Most callers, and most callees, of each.</param>
    public void Write(IEnumerable<TopEntry> functions, int limit)
    {
        output.Write($" {"VALUE",ValueWidth} {"SHARE",ShareWidth}  CALLERS, FUNCTION (SELF ABOVE TOTAL), CALLEES\n");
        foreach (TopEntry function in functions)
        {
            output.Write($" {new string('─', Math.Min(width, 80) - 1)}\n");
            IReadOnlyList<CallEdge> callers = graph.CallersOf(function.Function), callees = graph.CalleesOf(function.Function);
            More(callers.Count - limit, "caller");
            foreach (CallEdge edge in callers.Take(limit).Reverse())
                Row(edge.Value, (double)edge.Value / function.Total, "  ← ", Tree.Frames.Functions[edge.Caller].Place(0));
            Row(function.Self, Tree.ShareOf(function.Self), "", "self");
            Row(function.Total, Tree.ShareOf(function.Total), "", function.Frame.Place(function.Line));
            foreach (CallEdge edge in callees.Take(limit))
                Row(edge.Value, (double)edge.Value / function.Total, "  → ", Tree.Frames.Functions[edge.Callee].Place(0));
            More(callees.Count - limit, "callee");
        }
    }

    private void Row(long value, double share, string lead, string name)
    {
        string text = ValueText.Value(value, Tree.SampleType.Unit, unit).PadLeft(ValueWidth);
        int room = Math.Max(MinimumNameWidth, width - text.Length - ShareWidth - lead.Length - 4);
        output.Write($" {text} {ValueText.Percent(share),ShareWidth}  {lead}{TextFit.Middle(name, room)}\n");
    }

    private void More(int count, string what)
    {
        if (count > 0)
            output.Write($" {"",ValueWidth} {"",ShareWidth}    and {ValueText.Count(count)} more {what}{(count == 1 ? "" : "s")}\n");
    }
}
