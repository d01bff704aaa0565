using System.Globalization;

namespace Sonde.Linux.Cgroups;

/// <summary>What a cgroup with those below it has read from and written to block devices.</summary>
/// <param name="ReadBytes">Bytes read.</param>
/// <param name="WrittenBytes">Bytes written.</param>
/// <param name="Reads">Read requests.</param>
/// <param name="Writes">Write requests.</param>
public readonly record struct CgroupIo(long ReadBytes, long WrittenBytes, long Reads, long Writes)
{
    private static readonly string[] LegacyLimits =
        ["blkio.throttle.read_bps_device", "blkio.throttle.write_bps_device", "blkio.throttle.read_iops_device", "blkio.throttle.write_iops_device"];

    /// <summary>What has happened since an earlier reading.</summary>
    public CgroupIo Since(CgroupIo earlier) =>
        new(ReadBytes - earlier.ReadBytes, WrittenBytes - earlier.WrittenBytes, Reads - earlier.Reads, Writes - earlier.Writes);

    /// <summary>Reads a cgroup of <c>io</c> (version 2) or <c>blkio</c>; null when it has gone or does not count.</summary>
    public static CgroupIo? TryRead(CgroupDirectory cgroup)
    {
        if (cgroup.Version == CgroupVersion.V2)
            return CgroupFile.TryReadText(cgroup.Path, "io.stat") is { } text ? ParseUnified(text) : null;
        string? bytes = ReadLegacy(cgroup.Path, "blkio.throttle.io_service_bytes"), operations = ReadLegacy(cgroup.Path, "blkio.throttle.io_serviced");
        return bytes is null || operations is null
            ? null
            : new CgroupIo(SumLegacy(bytes, "Read"), SumLegacy(bytes, "Write"), SumLegacy(operations, "Read"), SumLegacy(operations, "Write"));
    }

    /// <summary>The limits of the cgroup as the kernel writes them, one for each device and kind; empty for none.</summary>
    public static IReadOnlyList<string> ReadLimits(CgroupDirectory cgroup)
    {
        if (cgroup.Version == CgroupVersion.V2)
            return Lines(CgroupFile.TryReadText(cgroup.Path, "io.max") ?? "");
        return
        [
            .. from file in LegacyLimits
               from line in Lines(CgroupFile.TryReadText(cgroup.Path, file) ?? "")
               select $"{line} ({file["blkio.throttle.".Length..]})",
        ];
    }

    /// <summary>Sums lines such as <c>8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0</c>.</summary>
    internal static CgroupIo ParseUnified(string text)
    {
        long readBytes = 0, writtenBytes = 0, reads = 0, writes = 0;
        foreach (string field in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !long.TryParse(field.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                continue;
            switch (field.AsSpan(0, equals))
            {
                case "rbytes": readBytes += value; break;
                case "wbytes": writtenBytes += value; break;
                case "rios": reads += value; break;
                case "wios": writes += value; break;
            }
        }

        return new CgroupIo(readBytes, writtenBytes, reads, writes);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The file that counts cgroups below as well is younger: older kernels have only the other.</summary>
    private static string? ReadLegacy(string directory, string file) =>
        CgroupFile.TryReadText(directory, file + "_recursive") ?? CgroupFile.TryReadText(directory, file);

    /// <summary>Sums lines such as <c>8:0 Read 4096</c>.</summary>
    private static long SumLegacy(string text, string kind)
    {
        long sum = 0;
        foreach (string line in Lines(text))
        {
            if (line.Split(' ') is [_, { } word, { } number] && word == kind
                && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                sum += value;
        }

        return sum;
    }
}
