using System.Text;

namespace Sonde.Diagnosis.Model.Logs;

/// <summary>Turns a log's bytes into lines.</summary>
public static class LogText
{
    /// <summary>Most lines that are kept of a log: what went wrong stands at its end.</summary>
    public const int MostLines = 200;

    /// <summary>Longest line, in characters; the rest of it is cut off.</summary>
    public const int LongestLine = 2000;

    /// <summary>The last lines. What is not UTF-8 becomes U+FFFD; control characters (colours) are taken out.</summary>
    public static IReadOnlyList<string> Lines(ReadOnlySpan<byte> bytes)
    {
        // Lines that are far too long still count as one: cut the bytes before they become a string.
        const int MostBytes = 1 << 20;
        if (bytes.Length > MostBytes)
            bytes = bytes[^MostBytes..];
        string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');
        int count = lines.Length > 0 && lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        int from = Math.Max(0, count - MostLines);
        var result = new string[count - from];
        for (int i = from; i < count; i++)
            result[i - from] = Clean(lines[i]);
        return result;
    }

    private static string Clean(string line)
    {
        if (line.Length > LongestLine)
            line = line[..LongestLine];
        if (line.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0)
            return line;
        var text = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\x1b' && i + 1 < line.Length && line[i + 1] == '[')
            {
                // ECMA-48 control sequence: ends with a byte from @ to ~.
                i += 2;
                while (i < line.Length && line[i] is < '@' or > '~')
                    i++;
            }
            else if (c >= ' ' || c == '\t')
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
