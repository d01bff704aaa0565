using System.Globalization;

namespace Sonde.Places.Memory;

/// <summary>Reads amounts of memory as Kubernetes writes them (<c>apimachinery/pkg/api/resource</c>): 64Mi, 1G, 1e9, 134217728.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, double Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
        ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18),
    ];

    /// <summary>Bytes; null when it is no amount.</summary>
    public static long? Bytes(string? text)
    {
        if (text is null)
            return null;
        (string suffix, double factor) = Suffixes.FirstOrDefault(one => text.EndsWith(one.Suffix, StringComparison.Ordinal), ("", 1));
        return double.TryParse(text[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && number * factor < long.MaxValue
            ? (long)Math.Ceiling(number * factor)
            : null;
    }
}
