using System.Globalization;
using System.Text;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Cgroups;

/// <summary>Reads the small files of a cgroup: one text, one number, or lines of a key and a number.</summary>
internal static class CgroupFile
{
    /// <summary>
    /// From here on a number of version 1 means no limit: it writes the largest number of pages (PAGE_COUNTER_MAX,
    /// include/linux/page_counter.h).
    /// </summary>
    public const long Unlimited = 1L << 60;

    /// <summary>The content without the last line end; null when there is no such file, or it may not be read.</summary>
    public static string? TryReadText(string directory, string file)
    {
        using FileContent content = FileContent.Read($"{directory}/{file}");
        return content.Succeeded ? Encoding.UTF8.GetString(content.Bytes).TrimEnd('\n') : null;
    }

    /// <summary>The number in a file; null when there is none, <c>max</c> included.</summary>
    public static long? TryReadNumber(string directory, string file) =>
        long.TryParse(TryReadText(directory, file), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    /// <summary>The same for a limit: null for none.</summary>
    public static long? TryReadLimit(string directory, string file) =>
        TryReadNumber(directory, file) is { } limit and >= 0 and < Unlimited ? limit : null;

    /// <summary>The lines <c>KEY NUMBER</c>; null when there is no such file, or it may not be read.</summary>
    public static IReadOnlyDictionary<string, long>? TryReadKeyed(string directory, string file) =>
        TryReadText(directory, file) is { } text ? ParseKeyed(text) : null;

    /// <summary>Parses lines <c>KEY NUMBER</c>; others are left out.</summary>
    public static Dictionary<string, long> ParseKeyed(string text)
    {
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0 && long.TryParse(line.AsSpan(blank + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
                values[line[..blank]] = value;
        }

        return values;
    }
}
