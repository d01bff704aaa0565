using System.Globalization;

namespace Sonde.Diagnosis.Model;

/// <summary>An amount of a resource, as Kubernetes writes it: <c>250m</c>, <c>64Mi</c>, <c>1e3</c>.</summary>
/// <param name="Value">In the resource's unit: cores, bytes, pieces.</param>
/// <param name="Text">As it was written.</param>
public readonly record struct Quantity(decimal Value, string Text)
{
    // apimachinery pkg/api/resource/suffix.go
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
        ("n", 1e-9m), ("u", 1e-6m), ("m", 1e-3m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("E", 1e18m),
    ];

    /// <summary>Reads an amount; null when the text is none.</summary>
    public static Quantity? Parse(string text)
    {
        ReadOnlySpan<char> number = text.AsSpan().Trim();
        decimal factor = 1;
        foreach ((string suffix, decimal value) in Suffixes)
        {
            if (number.EndsWith(suffix, StringComparison.Ordinal))
            {
                number = number[..^suffix.Length];
                factor = value;
                break;
            }
        }

        if (!decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal amount))
            return null;
        // The API's amounts end at 2^63; a larger one is damage, and must not overflow sums.
        const decimal Largest = 1e19m;
        return Math.Abs(amount) < Largest && Math.Abs(amount * factor) < Largest ? new Quantity(amount * factor, text) : null;
    }

    /// <summary>An amount of memory as people write it: the largest binary unit that shows at most two decimals.</summary>
    public static string FormatBytes(decimal bytes)
    {
        foreach ((string suffix, decimal factor) in (ReadOnlySpan<(string, decimal)>)[("Ti", 1L << 40), ("Gi", 1L << 30), ("Mi", 1L << 20), ("Ki", 1L << 10)])
        {
            if (Math.Abs(bytes) >= factor)
                return (bytes / factor).ToString("0.##", CultureInfo.InvariantCulture) + suffix;
        }

        return bytes.ToString("0", CultureInfo.InvariantCulture);
    }

    /// <summary>An amount of a resource as people write it: memory in binary units, cores in thousandths below one.</summary>
    public static string Format(string resource, decimal value) => resource switch
    {
        "memory" or "ephemeral-storage" or "storage" => FormatBytes(value),
        _ when resource.StartsWith("hugepages-", StringComparison.Ordinal) => FormatBytes(value),
        "cpu" when Math.Abs(value) < 1 => (value * 1000).ToString("0.###", CultureInfo.InvariantCulture) + "m",
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public override string ToString() => Text;
}
