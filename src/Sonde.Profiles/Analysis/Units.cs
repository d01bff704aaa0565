namespace Sonde.Profiles.Analysis;

/// <summary>Units of values and labels by the names that pprof's files and users give them.</summary>
public static class Units
{
    private const double Kibi = 1024;

    // Family, names, size in the family's first unit. The first name is the one that is shown.
    private static readonly (string Family, string[] Names, double Size)[] Known =
    [
        ("time", ["ns", "nanosecond", "nanoseconds"], 1),
        ("time", ["us", "µs", "microsecond", "microseconds"], 1e3),
        ("time", ["ms", "millisecond", "milliseconds"], 1e6),
        ("time", ["s", "sec", "second", "seconds"], 1e9),
        ("time", ["min", "minute", "minutes"], 60e9),
        ("time", ["hrs", "hour", "hours"], 3600e9),
        ("time", ["days", "day"], 86_400e9),
        ("bytes", ["B", "b", "byte", "bytes"], 1),
        ("bytes", ["kB", "kb", "kbyte", "kbytes", "kilobyte", "kilobytes", "KB", "KiB"], Kibi),
        ("bytes", ["MB", "mb", "mbyte", "mbytes", "megabyte", "megabytes", "MiB"], Kibi * Kibi),
        ("bytes", ["GB", "gb", "gbyte", "gbytes", "gigabyte", "gigabytes", "GiB"], Kibi * Kibi * Kibi),
        ("bytes", ["TB", "tb", "tbyte", "tbytes", "terabyte", "terabytes", "TiB"], Kibi * Kibi * Kibi * Kibi),
    ];

    /// <summary>The names for <c>--unit</c>, one for each unit.</summary>
    public static IEnumerable<string> Names => Known.Select(unit => unit.Names[0]);

    /// <summary>A value in another unit; null when the two measure different things.</summary>
    public static double? Convert(double value, string from, string to)
    {
        if (from == to)
            return value;
        return Find(from) is { } source && Find(to) is { } target && source.Family == target.Family
            ? value * source.Size / target.Size
            : null;
    }

    /// <summary>The usual short name of a unit, null when it is not known.</summary>
    public static string? ShortName(string unit) => Find(unit)?.Names[0];

    private static (string Family, string[] Names, double Size)? Find(string name)
    {
        foreach ((string Family, string[] Names, double Size) unit in Known)
        {
            if (unit.Names.Contains(name, StringComparer.Ordinal))
                return unit;
        }

        return null;
    }
}
