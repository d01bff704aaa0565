using System.Globalization;

namespace Sonde.Linux.Cgroups;

/// <summary>Pressure stall information (Documentation/accounting/psi.rst): time in which tasks waited for a resource.</summary>
/// <param name="SomePercent">Share of the last 10 s in which at least one task waited, in percent.</param>
/// <param name="FullPercent">Share in which all did; 0 where the kernel does not tell.</param>
/// <param name="SomeMicroseconds">The same as <paramref name="SomePercent"/>, summed up since the start.</param>
/// <param name="FullMicroseconds">The same as <paramref name="FullPercent"/>, summed up.</param>
public readonly record struct PressureStall(double SomePercent, double FullPercent, long SomeMicroseconds, long FullMicroseconds)
{
    /// <summary>Reads <c>DIRECTORY/RESOURCE.pressure</c> of a cgroup; null when there is none.</summary>
    /// <param name="cgroup">A cgroup of version 2.</param>
    /// <param name="resource"><c>cpu</c>, <c>memory</c> or <c>io</c>.</param>
    public static PressureStall? TryRead(CgroupDirectory cgroup, string resource) =>
        CgroupFile.TryReadText(cgroup.Path, resource + ".pressure") is { } text ? TryParse(text) : null;

    /// <summary>Reads the whole machine's; null when the kernel keeps none.</summary>
    public static PressureStall? TryRead(Procfs.ProcFileSystem proc, string resource) =>
        CgroupFile.TryReadText($"{proc.Root}/pressure", resource) is { } text ? TryParse(text) : null;

    /// <summary>Parses such a file; null when it is none.</summary>
    public static PressureStall? TryParse(string text)
    {
        (double Percent, long Total) some = default, full = default;
        bool found = false;
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split(' ');
            (double, long) values = (Number(fields, "avg10="), (long)Number(fields, "total="));
            if (fields[0] == "some")
                (some, found) = (values, true);
            else if (fields[0] == "full")
                full = values;
        }

        return found ? new PressureStall(some.Percent, full.Percent, some.Total, full.Total) : null;
    }

    private static double Number(string[] fields, string key) =>
        fields.FirstOrDefault(field => field.StartsWith(key, StringComparison.Ordinal)) is { } field
        && double.TryParse(field.AsSpan(key.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : 0;
}
