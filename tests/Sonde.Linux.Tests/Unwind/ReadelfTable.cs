using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Linux.Tests.Unwind;

/// <summary>What readelf says about a file's call frame information.</summary>
internal static partial class ReadelfTable
{
    /// <summary>Reads all rows of all functions of <c>.eh_frame</c>.</summary>
    public static List<ReadelfRow> Read(string path)
    {
        // GNU's own, in English, without following links to debug files.
        var start = new ProcessStartInfo("readelf", ["--wide", "--debug-dump=frames-interp", "--debug-dump=no-follow-links", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using Process readelf = Process.Start(start) ?? throw new InvalidOperationException("readelf did not start");
        readelf.ErrorDataReceived += static (_, _) => { };
        readelf.BeginErrorReadLine();
        List<ReadelfRow> rows = Parse(readelf.StandardOutput);
        readelf.WaitForExit();
        return rows;
    }

    private static List<ReadelfRow> Parse(TextReader text)
    {
        var rows = new List<ReadelfRow>();
        string[] columns = [];
        ulong end = 0;
        bool isFunction = false;
        int firstOfFunction = 0;
        while (text.ReadLine() is { } raw)
        {
            string line = RegisterWithNumber().Replace(raw, "$1");
            int range = line.IndexOf("pc=", StringComparison.Ordinal);
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.Contains(" FDE ", StringComparison.Ordinal) && range > 0)
            {
                end = Address(line[(line.IndexOf("..", range, StringComparison.Ordinal) + 2)..]);
                (isFunction, firstOfFunction) = (true, rows.Count);
            }
            else if (line.Contains(" CIE ", StringComparison.Ordinal) || words.Length == 0)
            {
                isFunction = words.Length == 0 && isFunction;
            }
            else if (words[0] == "LOC")
            {
                columns = words;
            }
            else if (isFunction && words.Length == columns.Length && line.Length > 16 && line[16] == ' ')
            {
                ulong address = Address(words[0]);
                if (rows.Count > firstOfFunction)
                    rows[^1] = rows[^1] with { End = address };
                var rules = new Dictionary<string, string>(StringComparer.Ordinal);
                for (int i = 1; i < words.Length; i++)
                    rules[columns[i]] = words[i] == "s" ? "u" : words[i]; // told or not, the value is the same
                rows.Add(new ReadelfRow(address, end, rules));
            }
        }

        return rows;
    }

    /// <summary>A rule "in another register", as in <c>r1 (rdx)</c>.</summary>
    [GeneratedRegex(@"\br\d+ \((\w+)\)")]
    private static partial Regex RegisterWithNumber();

    private static ulong Address(string hex) => ulong.Parse(hex.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
