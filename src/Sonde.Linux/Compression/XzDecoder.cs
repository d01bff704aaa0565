namespace Sonde.Linux.Compression;

/// <summary>
/// Reads the .xz format (https://tukaani.org/xz/xz-file-format.txt) with its LZMA2 filter, which is what
/// <c>.gnu_debugdata</c> holds. A decoder of our own: a single file in an image without liblzma has none to call, and no
/// package of the kind can be restored. Checksums are not verified; the symbol tables inside are checked when they are read.
/// </summary>
internal static class XzDecoder
{
    private const int StreamHeaderLength = 12;
    private const ulong Lzma2Filter = 0x21;

    /// <summary>Decodes one stream.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="maxLength">More output than this is refused.</param>
    /// <returns>The content, or null when it is damaged, too long, or needs another filter.</returns>
    public static byte[]? Decode(ReadOnlySpan<byte> source, int maxLength)
    {
        if (source.Length < StreamHeaderLength || !source.StartsWith(Magic))
            return null;
        int checkLength = CheckLength(source[7] & 0xf);
        ReadOnlySpan<byte> rest = source[StreamHeaderLength..];
        var decoder = new Lzma2Decoder(maxLength);
        // A zero where a block's size would be starts the index behind the last block.
        while (rest.Length > 0 && rest[0] != 0)
        {
            int headerLength = (rest[0] + 1) * 4;
            if (headerLength > rest.Length || !HasOnlyLzma2(rest[1..headerLength]))
                return null;
            rest = rest[headerLength..];
            int used = decoder.Decode(rest);
            int padded = (used + 3) & ~3;
            if (used < 0 || padded + checkLength > rest.Length)
                return null;
            rest = rest[(padded + checkLength)..];
        }

        return rest.IsEmpty ? null : decoder.ToArray();
    }

    private static ReadOnlySpan<byte> Magic => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    /// <summary>Bytes of the check behind each block, by its type (section 2.1.1.2).</summary>
    private static int CheckLength(int type) => type switch
    {
        0 => 0,
        <= 3 => 4,
        <= 6 => 8,
        <= 9 => 16,
        <= 12 => 32,
        _ => 64,
    };

    private static bool HasOnlyLzma2(ReadOnlySpan<byte> header)
    {
        const int FilterCountMask = 3, HasPackedSize = 0x40, HasSize = 0x80;
        int flags = header[0];
        ReadOnlySpan<byte> rest = header[1..];
        if ((flags & FilterCountMask) != 0)
            return false;
        if ((flags & HasPackedSize) != 0)
            ReadNumber(ref rest);
        if ((flags & HasSize) != 0)
            ReadNumber(ref rest);
        return ReadNumber(ref rest) == Lzma2Filter;
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (int shift = 0; shift < 63 && rest.Length > 0; shift += 7)
        {
            byte part = rest[0];
            rest = rest[1..];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }

        return ulong.MaxValue;
    }
}
