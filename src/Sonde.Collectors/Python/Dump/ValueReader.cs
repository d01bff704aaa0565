using System.Globalization;
using System.Text;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Describes values in one short line: numbers, texts and bytes cut to a length, of containers only how many items. Nothing is followed
/// into, so that neither cycles nor size matter; what could move a terminal's cursor is escaped.
/// </summary>
internal sealed class ValueReader(ObjectReader objects)
{
    private const int MaxText = 160, MaxBytes = 64;

    private readonly PythonOffsets _offsets = objects.Offsets;

    /// <summary>A value as text; null when its type has no short form.</summary>
    public string? Describe(UserAddress value, string type) => type switch
    {
        "NoneType" => "None",
        "ellipsis" => "...",
        "bool" => objects.Integer(value) switch { 0 => "False", 1 => "True", _ => null },
        "int" => objects.Integer(value)?.ToString(CultureInfo.InvariantCulture) ?? "more than 64 bits",
        "float" => objects.TryRead(value + (ulong)_offsets.FloatValue, out double number) ? number.ToString("R", CultureInfo.InvariantCulture) : null,
        "str" => Text(value),
        "bytes" => Bytes(value),
        "tuple" or "list" => Items(value, _offsets.ObjectSize),
        "dict" => Items(value, _offsets.DictUsed),
        "set" or "frozenset" => Items(value, _offsets.SetUsed),
        _ => null,
    };

    private string? Text(UserAddress value)
    {
        if (objects.Text(value) is not { } text || !objects.TryRead(value + (ulong)_offsets.TextLength, out long length))
            return null;
        var escaped = new StringBuilder("'");
        int shown = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (shown++ == MaxText)
                break;
            Append(escaped, rune);
        }

        return Closed(escaped, length > MaxText, length, "characters");
    }

    private string? Bytes(UserAddress value)
    {
        if (!objects.TryRead(value + (ulong)_offsets.BytesSize, out long length) || length < 0)
            return null;
        var bytes = new byte[Math.Min(length, MaxBytes)];
        if (!objects.TryRead(value + (ulong)_offsets.BytesData, bytes))
            return null;
        var escaped = new StringBuilder("b'");
        foreach (byte one in bytes)
            Append(escaped, one < 0x80 ? new Rune(one) : new Rune('\0'), one);
        return Closed(escaped, length > MaxBytes, length, "bytes");
    }

    private string? Items(UserAddress value, int offset) => objects.TryRead(value + (ulong)offset, out long count) && count >= 0
        ? string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "item" : "items")}")
        : null;

    private static string Closed(StringBuilder text, bool isCut, long length, string unit) => isCut
        ? string.Create(CultureInfo.InvariantCulture, $"{text}…' ({length:N0} {unit})")
        : text.Append('\'').ToString();

    private static void Append(StringBuilder text, Rune rune, int? raw = null)
    {
        int code = raw ?? rune.Value;
        if (rune.Value is '\\' or '\'')
            text.Append('\\').Append((char)rune.Value);
        else if (raw > 0x7e || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            text.Append(code <= 0xff ? $"\\x{code:x2}" : $"\\u{{{code:x}}}");
        else
            text.Append(rune);
    }
}
