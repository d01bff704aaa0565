using System.Text;

namespace Sonde.Profiles.Rendering;

/// <summary>
/// Makes texts fit a width and safe to print: control characters become a replacement character. Widths are columns of a
/// terminal, of which an East Asian character takes two.
/// </summary>
public static class TextFit
{
    private const char Ellipsis = '…';

    /// <summary>How many columns a text takes.</summary>
    public static int Columns(string text)
    {
        int columns = 0;
        foreach (Rune rune in text.EnumerateRunes())
            columns += TextWidth.Of(rune);
        return columns;
    }

    /// <summary>
    /// Cuts a text in the middle so that its beginning and its end, where file and line stand, both remain.
    /// </summary>
    public static string Middle(string text, int width)
    {
        text = Printable(text);
        int columns = Columns(text);
        if (columns <= width)
            return text;
        if (width <= 1)
            return width == 1 ? Ellipsis.ToString() : "";
        // The name stays whole when that leaves a third for its place.
        int place = Columns(text[^TailLength(text)..]);
        int tail = Math.Min(place, Math.Max((width - 1) / 3, width - 1 - (columns - place)));
        string end = Last(text, tail);
        return string.Concat(First(text, width - 1 - Columns(end)), Ellipsis.ToString(), end);
    }

    /// <summary>Cuts a text at its end.</summary>
    public static string End(string text, int width)
    {
        text = Printable(text);
        if (Columns(text) <= width)
            return text;
        return width < 1 ? "" : First(text, width - 1) + Ellipsis;
    }

    /// <summary>Replaces control characters, so that a symbol name cannot command a terminal.</summary>
    public static string Printable(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c))
                return string.Create(text.Length, text, static (span, source) =>
                {
                    for (int i = 0; i < span.Length; i++)
                        span[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
                });
        }

        return text;
    }

    // " (file.py:31)" is worth keeping whole.
    private static int TailLength(string text)
    {
        int open = text.LastIndexOf(" (", StringComparison.Ordinal);
        return open > 0 && text[^1] == ')' ? text.Length - open : text.Length / 3;
    }

    /// <summary>As much of the beginning as fits.</summary>
    private static string First(string text, int width)
    {
        int end = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width -= TextWidth.Of(rune);
            if (width < 0)
                break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    /// <summary>As much of the end as fits.</summary>
    private static string Last(string text, int width)
    {
        int start = text.Length;
        while (start > 0)
        {
            if (Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out Rune rune, out int length) != System.Buffers.OperationStatus.Done)
                rune = Rune.ReplacementChar;
            width -= TextWidth.Of(rune);
            if (width < 0)
                break;
            start -= length;
        }

        return text[start..];
    }
}
