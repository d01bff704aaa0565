using System.Text;

namespace Sonde.Linux.Demangling;

/// <summary>Punycode (RFC 3492) as Rust's v0 names use it: an underscore stands for the hyphen.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int MinThreshold = 1;
    private const int MaxThreshold = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialCode = 128;

    /// <summary>No identifier in use is longer; inserting is quadratic.</summary>
    private const int MaxRunes = 512;

    /// <summary>Decodes an identifier, or returns null when it is malformed.</summary>
    public static string? Decode(ReadOnlySpan<byte> text)
    {
        int separator = text.LastIndexOf((byte)'_');
        List<int> runes = [];
        if (separator > 0)
        {
            foreach (byte letter in text[..separator])
                runes.Add(letter);
        }

        ReadOnlySpan<byte> rest = text[(separator + 1)..];
        if (rest.IsEmpty)
            return null;
        int code = InitialCode;
        int bias = InitialBias;
        long position = 0;
        while (!rest.IsEmpty)
        {
            long start = position;
            if (!TryReadDelta(ref rest, bias, ref position) || runes.Count >= MaxRunes)
                return null;
            int count = runes.Count + 1;
            bias = Adapt(position - start, count, start == 0);
            long next = code + (position / count);
            if (next > 0x10FFFF || !Rune.IsValid((int)next))
                return null;
            code = (int)next;
            position %= count;
            runes.Insert((int)position++, code);
        }

        StringBuilder result = new();
        foreach (int rune in runes)
            result.Append(new Rune(rune).ToString());
        return result.ToString();
    }

    private static bool TryReadDelta(ref ReadOnlySpan<byte> rest, int bias, ref long position)
    {
        long weight = 1;
        for (int k = Base; ; k += Base)
        {
            if (rest.IsEmpty)
                return false;
            byte letter = rest[0];
            rest = rest[1..];
            int digit = letter is >= (byte)'a' and <= (byte)'z' ? letter - 'a'
                : letter is >= (byte)'A' and <= (byte)'Z' ? letter - 'A'
                : letter is >= (byte)'0' and <= (byte)'9' ? letter - '0' + 26 : -1;
            if (digit < 0)
                return false;
            position += digit * weight;
            if (position > int.MaxValue)
                return false;
            int threshold = Math.Clamp(k - bias, MinThreshold, MaxThreshold);
            if (digit < threshold)
                return true;
            weight *= Base - threshold;
            if (weight > int.MaxValue)
                return false;
        }
    }

    private static int Adapt(long delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        int k = 0;
        while (delta > (Base - MinThreshold) * MaxThreshold / 2)
        {
            delta /= Base - MinThreshold;
            k += Base;
        }

        return k + (int)((Base - MinThreshold + 1) * delta / (delta + Skew));
    }
}
