using System.Text;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Output;

/// <summary>Text broken into lines.</summary>
internal static class WrappedText
{
    /// <summary>A number alone at the end of a line tells nothing: what it counts stays with it.</summary>
    private static readonly HashSet<string> Units = new(StringComparer.Ordinal)
    {
        "%", "ns", "µs", "ms", "s", "min", "h", "B", "KiB", "MiB", "GiB", "TiB", "CPU", "CPUs",
    };

    /// <summary>Breaks at blanks, but not between a number and its unit; a word that is wider than a line stays whole.</summary>
    public static IEnumerable<string> Lines(string text, int columns)
    {
        var line = new StringBuilder();
        int used = 0;
        foreach (string word in Words(text))
        {
            int size = TextFit.Columns(word);
            if (used > 0 && used + 1 + size > columns)
            {
                yield return line.ToString();
                line.Clear();
                used = 0;
            }

            used += (line.Length > 0 ? 1 : 0) + size;
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private static IEnumerable<string> Words(string text)
    {
        string[] words = text.Split(' ');
        int first = 0;
        for (int i = 0; i < words.Length; i++)
        {
            if (i + 1 < words.Length && BelongTogether(words[i], words[i + 1]))
                continue;
            yield return string.Join(' ', words[first..(i + 1)]);
            first = i + 1;
        }
    }

    private static bool BelongTogether(string word, string next) =>
        word.Length > 0 && char.IsAsciiDigit(word[^1])
            ? Units.Contains(next.Split('/')[0].TrimEnd(',', ';', ':', '.', ')'))
            : word.TrimStart('(') == "pid" && next.Length > 0 && char.IsAsciiDigit(next[0]);
}
