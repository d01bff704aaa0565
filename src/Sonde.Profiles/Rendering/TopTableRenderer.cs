using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>Writes a <see cref="TopTable"/> as plain text of fixed width.</summary>
public static class TopTableRenderer
{
    private const int ShareWidth = 7;
    private const int MinimumNameWidth = 20;

    /// <summary>Writes the table.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="top">The functions.</param>
    /// <param name="width">Columns to use; names are cut to fit, but never to less than 20.</param>
    /// <param name="count">How many functions to show.</param>
    /// <param name="unit">Unit of the values, see <see cref="Units"/>; null for the one that fits each best.</param>
    public static void Write(TextWriter output, TopTable top, int width = 100, int count = 20, string? unit = null)
    {
        string native = top.Tree.SampleType.Unit;
        TopEntry[] shown = [.. top.Entries.Take(count)];
        string[] self = [.. shown.Select(e => ValueText.Value(e.Self, native, unit))];
        string[] total = [.. shown.Select(e => ValueText.Value(e.Total, native, unit))];
        int valueWidth = self.Concat(total).Append("TOTAL").Max(text => text.Length);
        int nameWidth = Math.Max(MinimumNameWidth, width - (2 * (valueWidth + ShareWidth + 3)) - 1);

        string gap = new(' ', ShareWidth + 1);
        output.Write($" {"SELF".PadLeft(valueWidth)}{gap}  {"TOTAL".PadLeft(valueWidth)}{gap}  FUNCTION\n");
        for (int i = 0; i < shown.Length; i++)
        {
            string name = TextFit.Middle(shown[i].Frame.Place(shown[i].Line), nameWidth);
            output.Write($" {self[i].PadLeft(valueWidth)} {ValueText.Percent(shown[i].SelfShare),ShareWidth}");
            output.Write($"  {total[i].PadLeft(valueWidth)} {ValueText.Percent(shown[i].TotalShare),ShareWidth}  {name}\n");
        }

        if (top.Entries.Count > shown.Length)
            output.Write($" and {ValueText.Count(top.Entries.Count - shown.Length)} more functions\n");
    }
}
