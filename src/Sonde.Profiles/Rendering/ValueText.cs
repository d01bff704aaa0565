using System.Globalization;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>Values and shares as a person reads them: three significant digits and a unit.</summary>
public static class ValueText
{
    private const double Thousand = 1000, Kibi = 1024;

    private static readonly string[] TimeUnits = ["ns", "µs", "ms", "s"];
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>For example <c>1.23 s</c>, <c>45.6 ms</c>, <c>12.0 MiB</c>, <c>412</c>, <c>7 objects</c>.</summary>
    public static string Value(long value, string unit) => unit switch
    {
        "nanoseconds" => Scale(value, Thousand, TimeUnits),
        "microseconds" => Scale(value * Thousand, Thousand, TimeUnits),
        "milliseconds" => Scale(value * Thousand * Thousand, Thousand, TimeUnits),
        "bytes" => Scale(value, Kibi, ByteUnits),
        "count" or "" => Count(value),
        _ => $"{Count(value)} {unit}",
    };

    /// <summary>For example <c>12,345</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share from 0 to 1 as <c>45.6 %</c>; what is above 0 but rounds to it is <c>&lt;0.1 %</c>.</summary>
    public static string Percent(double share) => share is > 0 and < 0.0005
        ? "<0.1 %"
        : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>For example <c>5.0 s</c>, <c>12 min 30 s</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalMinutes >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMinutes} min {time.Seconds} s")
        : time.TotalSeconds >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
            : Milliseconds(time.TotalMilliseconds);

    /// <summary>For example <c>62 ms</c>, <c>0.4 ms</c>.</summary>
    public static string Milliseconds(double milliseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{milliseconds.ToString(milliseconds < 10 ? "0.#" : "N0", CultureInfo.InvariantCulture)} ms");

    /// <summary>The value in a unit that the user chose, for example <c>1,234.57 ms</c>; as usual when the unit does not fit.</summary>
    public static string Value(long value, string unit, string? wanted) =>
        wanted is not null && Units.Convert(value, unit, wanted) is { } converted
            ? $"{converted.ToString("#,0.##", CultureInfo.InvariantCulture)} {Units.ShortName(wanted) ?? wanted}"
            : Value(value, unit);

    private static string Scale(double value, double step, string[] units)
    {
        int unit = 0;
        // 999.5 would be shown as 1000 of the smaller unit.
        while (Math.Abs(value) >= step - 0.5 && unit < units.Length - 1)
        {
            value /= step;
            unit++;
        }

        double size = Math.Abs(value);
        string digits = unit == 0 || size >= 99.95 ? "N0" : size >= 9.995 ? "0.0" : "0.00";
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)} {units[unit]}";
    }
}
