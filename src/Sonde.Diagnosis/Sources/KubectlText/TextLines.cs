using System.Text;

namespace Sonde.Diagnosis.Sources.KubectlText;

/// <summary>The lines of a text that somebody copied from a terminal, a chat or a ticket.</summary>
internal static class TextLines
{
    /// <summary>Largest text that is taken for one that somebody pasted; what is larger is no text of kubectl.</summary>
    public const int LargestText = 256 << 20;

    /// <summary>
    /// Lines without colours, carriage returns, fences (<c>```</c>), quote marks that all lines have, and the indentation that all have.
    /// </summary>
    public static string[] Of(ReadOnlySpan<byte> content)
    {
        string[] lines = Decode(content).Split('\n');
        for (int i = 0; i < lines.Length; i++)
            lines[i] = Clean(lines[i]);
        lines = [.. lines.Where(line => !line.TrimStart().StartsWith("```", StringComparison.Ordinal))];
        string[] filled = [.. lines.Where(line => line.Length > 0)];
        if (filled.Length > 1 && filled.All(line => line.StartsWith('>')))
        {
            lines = [.. lines.Select(line => line.Length == 0 ? line : line[1..])];
            filled = [.. lines.Where(line => line.Length > 0)];
        }

        int common = filled.Length == 0 ? 0 : filled.Min(line => line.Length - line.TrimStart().Length);
        return common == 0 ? lines : [.. lines.Select(line => line.Length == 0 ? line : line[common..])];
    }

    private static string Decode(ReadOnlySpan<byte> content)
    {
        // What PowerShell writes with ">" is UTF-16.
        if (content.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]))
            return Encoding.Unicode.GetString(content[2..]);
        if (content.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            return Encoding.BigEndianUnicode.GetString(content[2..]);
        return Encoding.UTF8.GetString(content.StartsWith("\uFEFF"u8) ? content[3..] : content);
    }

    private static string Clean(string line)
    {
        if (!line.Any(c => c is < ' ' or '\u00a0' or '\u007f'))
            return line.TrimEnd();
        var text = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\x1b' && i + 1 < line.Length)
                i = EndOfSequence(line, i + 1);
            else if (c is '\t')
                text.Append(' ', 8 - (text.Length % 8));
            else if (c is '\u00a0')
                text.Append(' ');
            else if (c >= ' ' && c != '\u007f')
                text.Append(c);
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>The last character of a control sequence (ECMA-48): CSI ends with @ to ~, OSC with BEL or ESC \.</summary>
    private static int EndOfSequence(string line, int at)
    {
        if (line[at] == '[')
        {
            at++;
            while (at < line.Length && line[at] is < '@' or > '~')
                at++;
        }
        else if (line[at] == ']')
        {
            while (at < line.Length && line[at] is not ('\a' or '\x1b'))
                at++;
            if (at + 1 < line.Length && line[at] == '\x1b')
                at++;
        }

        return at;
    }
}
