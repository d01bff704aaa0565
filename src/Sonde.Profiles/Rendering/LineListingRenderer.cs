using System.Globalization;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>Writes what the lines of functions cost, beside their source where that is known.</summary>
/// <param name="output">Where to.</param>
/// <param name="type">What the values measure.</param>
/// <param name="whole">Value that shares are of.</param>
/// <param name="width">Columns to use.</param>
/// <param name="unit">Unit of the values, see <see cref="Units"/>; null for the one that fits each best.</param>
public sealed class LineListingRenderer(TextWriter output, SampleType type, long whole, int width = 100, string? unit = null)
{
    private const int ValueWidth = 10, NumberWidth = 6;

    // Lines around those that have samples.
    private const int Context = 3;

    /// <summary>Writes a function.</summary>
    /// <param name="listing">The function.</param>
    /// <param name="source">The lines of its file; null when it was not found.</param>
    public void Write(LineListing listing, IReadOnlyList<string>? source)
    {
        string place = listing.Frame.FileName.Length > 0 ? $" in {TextFit.Printable(listing.Frame.FileName)}" : "";
        output.Write($"{TextFit.Printable(listing.Frame.Name)}{place}\n");
        output.Write($" {Text(listing.Self),ValueWidth} {Text(listing.Total),ValueWidth}  self and total, ");
        output.Write($"{ValueText.Percent(whole == 0 ? 0 : (double)listing.Total / whole)} of all");
        output.Write(source is null && listing.Frame.FileName.Length > 0 ? "; the source was not found: --source names its folder\n" : "\n");
        int written = 0;
        foreach ((int number, LineCost cost) in Rows(listing, source))
        {
            if (written != 0 && number != written + 1)
                output.Write($" {"⋮",ValueWidth}\n");
            written = number;
            string line = number == 0 ? "(no line)" : number.ToString(CultureInfo.InvariantCulture);
            string code = source is not null && number > 0 && number <= source.Count ? source[number - 1].Replace("\t", "    ", StringComparison.Ordinal) : "";
            string row = $" {Cell(cost.Self),ValueWidth} {Cell(cost.Total),ValueWidth} {line,NumberWidth}  {TextFit.Printable(code)}";
            output.Write($"{TextFit.End(row.TrimEnd(), width)}\n");
        }
    }

    private static IEnumerable<(int Number, LineCost Cost)> Rows(LineListing listing, IReadOnlyList<string>? source)
    {
        if (source is null)
            return listing.Lines.Select(cost => (cost.Number, cost));
        var rows = new SortedDictionary<int, LineCost>();
        foreach (LineCost cost in listing.Lines)
        {
            int first = cost.Number == 0 ? 0 : Math.Max(1, cost.Number - Context);
            int last = cost.Number == 0 ? 0 : Math.Min(source.Count, cost.Number + Context);
            for (int number = first; number <= last; number++)
                rows.TryAdd(number, default);
            rows[cost.Number] = cost;
        }

        return rows.Select(row => (row.Key, row.Value));
    }

    private string Cell(long value) => value == 0 ? "." : Text(value);

    private string Text(long value) => ValueText.Value(value, type.Unit, unit);
}
