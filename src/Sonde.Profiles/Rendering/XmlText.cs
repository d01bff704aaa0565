using System.Text;

namespace Sonde.Profiles.Rendering;

/// <summary>Makes any text fit for XML and HTML content and attributes.</summary>
internal static class XmlText
{
    /// <summary>Escapes markup; what XML 1.0 cannot hold becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny("<>&\"'") && IsPlain(text))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
                escaped.Append(c).Append(text[++i]);
            else
                Append(escaped, c);
        }

        return escaped.ToString();
    }

    private static void Append(StringBuilder escaped, char c)
    {
        string? entity = c switch
        {
            '<' => "&lt;",
            '>' => "&gt;",
            '&' => "&amp;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ => null,
        };
        if (entity is not null)
            escaped.Append(entity);
        else
            escaped.Append(IsXml(c) ? c : '\uFFFD');
    }

    private static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (!IsXml(c))
                return false;
        }

        return true;
    }

    // XML 1.0, production [2] Char; a surrogate stands only in a pair, C1 controls are allowed but discouraged.
    private static bool IsXml(char c) =>
        c is '\t' or '\n' or (>= ' ' and < '\u007F') or (>= '\u00A0' and < '\uD800') or (>= '\uE000' and <= '\uFFFD');
}
