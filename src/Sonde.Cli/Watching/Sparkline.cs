namespace Sonde.Cli.Watching;

/// <summary>A row of numbers as bars of one line's height.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws the last values.</summary>
    /// <param name="values">The values, the newest last; null where there is none.</param>
    /// <param name="width">Columns.</param>
    /// <param name="full">What a whole bar stands for.</param>
    /// <returns>Exactly that many columns, the newest on the right.</returns>
    public static string Draw(IReadOnlyList<double?> values, int width, double full)
    {
        var bars = new char[Math.Max(0, width)];
        Array.Fill(bars, ' ');
        for (int i = 0; i < bars.Length && i < values.Count; i++)
        {
            if (values[^(i + 1)] is { } value && full > 0 && value > 0)
                bars[^(i + 1)] = Bars[Math.Clamp((int)Math.Ceiling(value / full * Bars.Length) - 1, 0, Bars.Length - 1)];
        }

        return new string(bars);
    }
}
