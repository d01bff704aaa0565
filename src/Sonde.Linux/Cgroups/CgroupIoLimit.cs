using System.Globalization;

namespace Sonde.Linux.Cgroups;

/// <summary>What a cgroup may do with a block device in a second, by <c>io.max</c> or the files of <c>blkio.throttle</c>.</summary>
/// <param name="Device">The device's numbers: <c>8:16</c>.</param>
/// <param name="IsWrite">Of writes; false for reads.</param>
/// <param name="IsBytes">In bytes; false for operations.</param>
/// <param name="PerSecond">How many.</param>
public readonly record struct CgroupIoLimit(string Device, bool IsWrite, bool IsBytes, long PerSecond)
{
    // Documentation/admin-guide/cgroup-v2.rst, "io.max"; Documentation/admin-guide/cgroup-v1/blkio-controller.rst.
    private static readonly (string Key, string File, bool IsWrite, bool IsBytes)[] Kinds =
    [
        ("rbps", "blkio.throttle.read_bps_device", false, true), ("wbps", "blkio.throttle.write_bps_device", true, true),
        ("riops", "blkio.throttle.read_iops_device", false, false), ("wiops", "blkio.throttle.write_iops_device", true, false),
    ];

    /// <summary>All limits of a cgroup of <c>io</c> (version 2) or <c>blkio</c>; empty for none.</summary>
    public static IReadOnlyList<CgroupIoLimit> ReadAll(CgroupDirectory cgroup) => cgroup.Version == CgroupVersion.V2
        ? ParseUnified(CgroupFile.TryReadText(cgroup.Path, "io.max") ?? "")
        :
        [
            .. from kind in Kinds
               from line in (CgroupFile.TryReadText(cgroup.Path, kind.File) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
               let words = line.Split(' ')
               where words.Length == 2
               let most = Number(words[1])
               where most is not null
               select new CgroupIoLimit(words[0], kind.IsWrite, kind.IsBytes, most.Value),
        ];

    /// <summary>How much of this was done, of what a device did.</summary>
    public long Of(CgroupIo done) => (IsWrite, IsBytes) switch
    {
        (false, true) => done.ReadBytes,
        (true, true) => done.WrittenBytes,
        (false, false) => done.Reads,
        (true, false) => done.Writes,
    };

    /// <summary>Parses lines such as <c>8:16 rbps=2097152 wbps=max riops=max wiops=120</c>.</summary>
    internal static IReadOnlyList<CgroupIoLimit> ParseUnified(string text) =>
    [
        .. from line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
           let words = line.Split(' ')
           from word in words.Skip(1)
           from kind in Kinds
           where word.StartsWith(kind.Key + "=", StringComparison.Ordinal)
           let most = Number(word[(kind.Key.Length + 1)..])
           where most is not null
           select new CgroupIoLimit(words[0], kind.IsWrite, kind.IsBytes, most.Value),
    ];

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0 ? value : null;
}
