using System.Text;

namespace Sonde.Diagnosis.Reading;

/// <summary>
/// Keeps one copy of each text. The same labels, images, messages and reasons stand in thousands of objects.
/// </summary>
internal sealed class StringPool
{
    private const int LongestPooled = 512;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public StringPool() => _lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text of UTF-8 bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestPooled)
            return Encoding.UTF8.GetString(utf8);
        Span<char> chars = stackalloc char[LongestPooled];
        int length = Encoding.UTF8.GetChars(utf8, chars);
        return Get(chars[..length]);
    }

    /// <summary>The one copy of a text.</summary>
    public string Get(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return "";
        if (_lookup.TryGetValue(text, out string? known))
            return known;
        string added = text.ToString();
        _texts.Add(added);
        return added;
    }
}
