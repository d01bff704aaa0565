using System.Text;

namespace Sonde.Diagnosis.Rendering;

/// <summary>Text for a terminal.</summary>
internal static class TextLayout
{
    /// <summary>Lines of at most a width; a word that is longer keeps its line.</summary>
    public static List<string> Wrap(string text, int width)
    {
        width = Math.Max(width, 20);
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            if (line.Length > 0)
                line.Append(' ');
            line.Append(word);
        }

        lines.Add(line.ToString());
        return lines;
    }

    /// <summary>Names and messages come from the cluster: none of them may steer the terminal.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        return string.Concat(text.Select(c => c == '\n' ? '⏎' : char.IsControl(c) ? '�' : c));
    }
}
