using System.Globalization;
using System.Text;

namespace Sonde.Linux.Demangling;

/// <summary>
/// Rust's names of before 2025: C++'s nested names with a hash as the last part (<c>_ZN3foo3bar17h0123456789abcdefE</c>)
/// and escapes for what a C++ identifier cannot hold. See rustc's <c>rustc_symbol_mangling::legacy</c>.
/// </summary>
public static class RustLegacyDemangler
{
    private const int HashLength = 17;

    /// <summary>Demangles a name and strips its hash.</summary>
    /// <param name="name">The name in UTF-8.</param>
    /// <returns>The text, or null when the name is not of this kind: C++ for example.</returns>
    public static string? Demangle(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith("_ZN"u8))
            return null;
        ReadOnlySpan<byte> rest = name[3..];
        List<Range> parts = [];
        while (!rest.IsEmpty && rest[0] != 'E')
        {
            if (!TryTakePart(ref rest, out int length))
                return null;
            int end = name.Length - rest.Length;
            parts.Add((end - length)..end);
        }

        if (rest.IsEmpty || parts.Count < 2 || !IsHash(name[parts[^1]]) || !IsSuffix(rest[1..]))
            return null;
        StringBuilder text = new(name.Length);
        for (int i = 0; i < parts.Count - 1; i++)
        {
            if (i > 0)
                text.Append("::");
            if (!AppendPart(text, name[parts[i]]))
                return null;
        }

        AppendSuffix(text, rest[1..]);
        return text.ToString();
    }

    private static bool TryTakePart(ref ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        int digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit((char)rest[digits]) && length < 100_000)
            length = (length * 10) + (rest[digits++] - '0');
        if (length == 0 || length > rest.Length - digits)
            return false;
        rest = rest[(digits + length)..];
        return true;
    }

    /// <summary>
    /// An h and 16 lower-case hex digits. A C++ name can look so too; five different digits make that unlikely, which is
    /// the rule GNU's demangler has.
    /// </summary>
    private static bool IsHash(ReadOnlySpan<byte> part)
    {
        if (part.Length != HashLength || part[0] != 'h')
            return false;
        int seen = 0;
        foreach (byte digit in part[1..])
        {
            if (!char.IsAsciiHexDigitLower((char)digit))
                return false;
            seen |= 1 << (digit <= '9' ? digit - '0' : digit - 'a' + 10);
        }

        return int.PopCount(seen) >= 5;
    }

    /// <summary>True when what follows the name is nothing or a suffix that LLVM or a linker adds.</summary>
    internal static bool IsSuffix(ReadOnlySpan<byte> suffix)
    {
        if (suffix.IsEmpty)
            return true;
        return suffix[0] == '.' && suffix.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
    }

    /// <summary>Appends a suffix such as <c>.cold</c>; LLVM's numbers of copies say nothing to a reader.</summary>
    internal static void AppendSuffix(StringBuilder text, ReadOnlySpan<byte> suffix)
    {
        int llvm = suffix.IndexOf(".llvm."u8);
        text.Append(Encoding.UTF8.GetString(llvm < 0 ? suffix : suffix[..llvm]));
    }

    private static bool AppendPart(StringBuilder text, ReadOnlySpan<byte> part)
    {
        // An underscore keeps a part from starting with an escape.
        if (part.StartsWith("_$"u8))
            part = part[1..];
        while (!part.IsEmpty)
        {
            byte next = part[0];
            if (next == '$')
            {
                int end = part[1..].IndexOf((byte)'$');
                if (end < 0 || !AppendEscape(text, part.Slice(1, end)))
                    return false;
                part = part[(end + 2)..];
            }
            else if (part.StartsWith(".."u8))
            {
                text.Append("::");
                part = part[2..];
            }
            else
            {
                text.Append((char)next);
                part = part[1..];
                if (next >= 0x80)
                    return false;
            }
        }

        return true;
    }

    private static bool AppendEscape(StringBuilder text, ReadOnlySpan<byte> escape)
    {
        string? plain = escape switch
        {
            [(byte)'S', (byte)'P'] => "@",
            [(byte)'B', (byte)'P'] => "*",
            [(byte)'R', (byte)'F'] => "&",
            [(byte)'L', (byte)'T'] => "<",
            [(byte)'G', (byte)'T'] => ">",
            [(byte)'L', (byte)'P'] => "(",
            [(byte)'R', (byte)'P'] => ")",
            [(byte)'C'] => ",",
            _ => null,
        };
        if (plain is not null)
        {
            text.Append(plain);
            return true;
        }

        bool isCode = escape.Length is > 1 and <= 7 && escape[0] == 'u';
        if (!isCode || !int.TryParse(escape[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
            return false;
        if (!Rune.IsValid(code) || code < ' ')
            return false;
        text.Append(new Rune(code).ToString());
        return true;
    }
}
