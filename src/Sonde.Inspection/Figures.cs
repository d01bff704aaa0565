using System.Globalization;
using Sonde.Profiles.Rendering;

namespace Sonde.Inspection;

/// <summary>Numbers as the screen writes them.</summary>
internal static class Figures
{
    /// <summary>Bytes with a binary unit: <c>1.50 GiB</c>.</summary>
    public static string Bytes(double bytes) => ValueText.Value((long)bytes, "bytes");

    /// <summary>A share of 0 to 1 in percent: <c>38 %</c>, below ten with one digit.</summary>
    public static string Percent(double share) => $"{Number(share * 100, share is > 0 and < 0.0995 ? 1 : 0)} %";

    /// <summary>CPUs with two digits at most: <c>0.25</c>, <c>1.6</c>, <c>2</c>.</summary>
    public static string Cpus(double cpus) => cpus.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The same with its noun.</summary>
    public static string CpuCount(double cpus) => Cpus(cpus) + (Cpus(cpus) == "1" ? " CPU" : " CPUs");

    /// <summary>A time: <c>350 ms</c>, <c>2.5 s</c>, <c>12 min</c>, <c>3.1 h</c>.</summary>
    public static string Time(double seconds) => seconds switch
    {
        <= 0 => "0 s",
        < 1 => ValueText.Value((long)(seconds * 1e9), "nanoseconds"),
        < 120 => $"{Number(seconds, seconds < 10 ? 1 : 0)} s",
        < 7200 => $"{Number(seconds / 60, 0)} min",
        _ => $"{Number(seconds / 3600, 1)} h",
    };

    /// <summary>A whole number with separators: <c>2,466,170</c>.</summary>
    public static string Count(long count) => ValueText.Count(count);

    /// <summary>A number with its noun: <c>1 process</c>, <c>2 processes</c>.</summary>
    public static string Count(long count, string one, string many) => $"{ValueText.Count(count)} {(count == 1 ? one : many)}";

    /// <summary>A number with so many digits after the point.</summary>
    public static string Number(double value, int digits) => value.ToString(digits == 0 ? "0" : "0.0", CultureInfo.InvariantCulture);

    /// <summary>Text that another process chose, safe for a terminal.</summary>
    public static string Printable(string text) => TextFit.Printable(text);
}
