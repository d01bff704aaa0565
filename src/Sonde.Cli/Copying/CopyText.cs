using System.Globalization;
using Sonde.Places.Copying;

namespace Sonde.Cli.Copying;

/// <summary>What is said about a copy.</summary>
internal static class CopyText
{
    /// <summary>The line at the end.</summary>
    public static string Summary(CopyResult result)
    {
        string files = result.Files == 1 ? "1 file" : string.Create(CultureInfo.InvariantCulture, $"{result.Files:N0} files");
        List<string> parts = [$"copied {files}, {Bytes(result.Bytes)}"];
        if (result.Resumed > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{result.Resumed:N0} of them resumed"));
        if (result.Same > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{result.Same:N0} the same already"));
        if (result.Problems.Count > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{result.Problems.Count:N0} {(result.Problems.Count == 1 ? "problem" : "problems")}"));
        if (result.Hash.Length > 0)
            parts.Add($"sha256 {result.Hash}");
        return string.Join(", ", parts);
    }

    /// <summary>A number of bytes.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}
