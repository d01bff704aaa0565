using System.Globalization;
using System.Text;

namespace Sonde.Linux.Procfs;

/// <summary>A line of <c>/proc/diskstats</c> (Documentation/admin-guide/iostats.rst); all counts since boot.</summary>
/// <param name="Name">The device.</param>
/// <param name="Reads">Reads completed.</param>
/// <param name="ReadSectors">Sectors of 512 bytes read.</param>
/// <param name="ReadMilliseconds">Time that reads took, summed.</param>
/// <param name="Writes">Writes completed.</param>
/// <param name="WrittenSectors">Sectors of 512 bytes written.</param>
/// <param name="WriteMilliseconds">Time that writes took, summed.</param>
/// <param name="BusyMilliseconds">Time with at least one request in progress.</param>
/// <param name="WeightedMilliseconds">Time multiplied by the requests in progress.</param>
public sealed record DiskStat(
    string Name, long Reads, long ReadSectors, long ReadMilliseconds, long Writes, long WrittenSectors, long WriteMilliseconds,
    long BusyMilliseconds, long WeightedMilliseconds)
{
    /// <summary>Bytes in a sector here, whatever the device's own are.</summary>
    public const int SectorBytes = 512;

    /// <summary>All block devices that have ever done anything.</summary>
    public static IReadOnlyList<DiskStat> ReadAll(ProcFileSystem proc)
    {
        using FileContent content = FileContent.Read($"{proc.Root}/diskstats");
        return [.. ParseAll(Encoding.ASCII.GetString(content.Bytes)).Where(disk => disk.Reads + disk.Writes > 0)];
    }

    /// <summary>Parses such a file; lines that cannot be understood are left out.</summary>
    public static IEnumerable<DiskStat> ParseAll(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            const int Fields = 14, FirstNumber = 3;
            if (fields.Length < Fields)
                continue;
            var numbers = new long[Fields - FirstNumber];
            bool valid = true;
            for (int i = 0; i < numbers.Length && valid; i++)
                valid = long.TryParse(fields[FirstNumber + i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]);
            if (valid)
                yield return new DiskStat(fields[2], numbers[0], numbers[2], numbers[3], numbers[4], numbers[6], numbers[7], numbers[9], numbers[10]);
        }
    }
}
