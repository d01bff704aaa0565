using System.Text;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Output;

/// <summary>Text broken into lines.</summary>
internal static class WrappedText
{
    /// <summary>Breaks at blanks; a word that is wider than a line stays whole.</summary>
    public static IEnumerable<string> Lines(string text, int columns)
    {
        var line = new StringBuilder();
        int used = 0;
        foreach (string word in text.Split(' '))
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
}
