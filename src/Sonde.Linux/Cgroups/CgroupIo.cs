using System.Globalization;

namespace Sonde.Linux.Cgroups;

/// <summary>What a cgroup with those below it has read from and written to block devices.</summary>
/// <param name="ReadBytes">Bytes read.</param>
/// <param name="WrittenBytes">Bytes written.</param>
/// <param name="Reads">Read requests.</param>
/// <param name="Writes">Write requests.</param>
public readonly record struct CgroupIo(long ReadBytes, long WrittenBytes, long Reads, long Writes)
{
    /// <summary>What has happened since an earlier reading.</summary>
    public CgroupIo Since(CgroupIo earlier) =>
        new(ReadBytes - earlier.ReadBytes, WrittenBytes - earlier.WrittenBytes, Reads - earlier.Reads, Writes - earlier.Writes);

    /// <summary>Both together.</summary>
    public CgroupIo Plus(CgroupIo other) =>
        new(ReadBytes + other.ReadBytes, WrittenBytes + other.WrittenBytes, Reads + other.Reads, Writes + other.Writes);

    /// <summary>Reads a cgroup of <c>io</c> (version 2) or <c>blkio</c>, all devices together; null when it has gone or does not count.</summary>
    public static CgroupIo? TryRead(CgroupDirectory cgroup) => TryReadDevices(cgroup) is { } devices ? Sum(devices) : null;

    /// <summary>All devices together.</summary>
    public static CgroupIo Sum(IReadOnlyDictionary<string, CgroupIo> devices) => devices.Values.Aggregate(default(CgroupIo), (sum, one) => sum.Plus(one));

    /// <summary>The same by device, as its numbers: <c>8:16</c>.</summary>
    public static IReadOnlyDictionary<string, CgroupIo>? TryReadDevices(CgroupDirectory cgroup)
    {
        if (cgroup.Version == CgroupVersion.V2)
            return CgroupFile.TryReadText(cgroup.Path, "io.stat") is { } text ? ParseUnified(text) : null;
        string? bytes = ReadLegacy(cgroup.Path, "blkio.throttle.io_service_bytes"), operations = ReadLegacy(cgroup.Path, "blkio.throttle.io_serviced");
        return bytes is null || operations is null ? null : ParseLegacy(bytes, operations);
    }

    /// <summary>Parses lines such as <c>8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0</c>.</summary>
    internal static Dictionary<string, CgroupIo> ParseUnified(string text)
    {
        var devices = new Dictionary<string, CgroupIo>(StringComparer.Ordinal);
        foreach (string line in Lines(text))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var done = new CgroupIo(Field(fields, "rbytes"), Field(fields, "wbytes"), Field(fields, "rios"), Field(fields, "wios"));
            if (fields.Length > 1)
                devices[fields[0]] = devices.GetValueOrDefault(fields[0]).Plus(done);
        }

        return devices;
    }

    /// <summary>Parses lines such as <c>8:0 Read 4096</c>.</summary>
    internal static Dictionary<string, CgroupIo> ParseLegacy(string bytes, string operations)
    {
        var devices = new Dictionary<string, CgroupIo>(StringComparer.Ordinal);
        Add(bytes, count => new CgroupIo(count, 0, 0, 0), count => new CgroupIo(0, count, 0, 0));
        Add(operations, count => new CgroupIo(0, 0, count, 0), count => new CgroupIo(0, 0, 0, count));
        return devices;

        void Add(string text, Func<long, CgroupIo> read, Func<long, CgroupIo> written)
        {
            foreach (string line in Lines(text))
            {
                if (line.Split(' ') is [{ } device, ("Read" or "Write") and { } kind, { } number]
                    && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long count))
                    devices[device] = devices.GetValueOrDefault(device).Plus(kind == "Read" ? read(count) : written(count));
            }
        }
    }

    private static long Field(string[] fields, string name)
    {
        foreach (string field in fields)
        {
            if (field.StartsWith(name, StringComparison.Ordinal) && field.Length > name.Length && field[name.Length] == '='
                && long.TryParse(field.AsSpan(name.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                return value;
        }

        return 0;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The file that counts cgroups below as well is younger: older kernels have only the other.</summary>
    private static string? ReadLegacy(string directory, string file) =>
        CgroupFile.TryReadText(directory, file + "_recursive") ?? CgroupFile.TryReadText(directory, file);
}
