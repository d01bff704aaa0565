namespace Sonde.Profiles.Rendering;

/// <summary>Makes texts fit a width and safe to print: control characters become a replacement character.</summary>
public static class TextFit
{
    private const char Ellipsis = '…';

    /// <summary>
    /// Cuts a text in the middle so that its beginning and its end, where file and line stand, both remain.
    /// </summary>
    public static string Middle(string text, int width)
    {
        text = Printable(text);
        if (text.Length <= width)
            return text;
        if (width <= 1)
            return width == 1 ? Ellipsis.ToString() : "";
        // The name stays whole when that leaves a third for its place.
        int place = TailLength(text);
        int tail = Math.Min(place, Math.Max((width - 1) / 3, width - 1 - (text.Length - place)));
        int head = width - 1 - tail;
        return string.Concat(Whole(text[..head]), Ellipsis.ToString(), text[^tail..]);
    }

    /// <summary>Cuts a text at its end.</summary>
    public static string End(string text, int width)
    {
        text = Printable(text);
        if (text.Length <= width)
            return text;
        return width < 1 ? "" : Whole(text[..(width - 1)]) + Ellipsis;
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

    private static string Whole(string text) => text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
}
