using System.Buffers.Binary;

namespace Sonde.Linux.Compression;

/// <summary>Decodes LZMA2: chunks that are stored as they are or compressed by LZMA, and say what state they keep.</summary>
internal sealed class Lzma2Decoder
{
    private readonly LzmaDecoder _lzma;

    /// <summary>Creates a decoder.</summary>
    /// <param name="maxLength">More output than this is refused.</param>
    public Lzma2Decoder(int maxLength) => _lzma = new LzmaDecoder(maxLength);

    public byte[] ToArray() => _lzma.Output.ToArray();

    /// <summary>Decodes chunks up to the end mark.</summary>
    /// <returns>The number of bytes used, or -1 for damaged data.</returns>
    public int Decode(ReadOnlySpan<byte> source)
    {
        const int StoredWithReset = 1, Stored = 2, Compressed = 0x80;
        int at = 0;
        while (at < source.Length)
        {
            int control = source[at++];
            if (control == 0)
                return at;
            if (control is StoredWithReset or Stored)
            {
                if (source.Length - at < 2)
                    return -1;
                int length = BinaryPrimitives.ReadUInt16BigEndian(source[at..]) + 1;
                at += 2;
                if (control == StoredWithReset)
                    _lzma.ResetDictionary();
                if (length > source.Length - at || !_lzma.Store(source.Slice(at, length)))
                    return -1;
                at += length;
            }
            else if (control < Compressed)
            {
                return -1;
            }
            else
            {
                int used = DecodeCompressed(control, source[at..]);
                if (used < 0)
                    return -1;
                at += used;
            }
        }

        return -1;
    }

    private int DecodeCompressed(int control, ReadOnlySpan<byte> source)
    {
        int reset = (control >> 5) & 3;
        int headerLength = reset >= 2 ? 5 : 4;
        if (source.Length < headerLength)
            return -1;
        int length = ((control & 0x1f) << 16) + BinaryPrimitives.ReadUInt16BigEndian(source) + 1;
        int packed = BinaryPrimitives.ReadUInt16BigEndian(source[2..]) + 1;
        if (packed > source.Length - headerLength)
            return -1;
        if (reset == 3)
            _lzma.ResetDictionary();
        if (reset >= 2 && !_lzma.SetProperties(source[4]))
            return -1;
        if (reset >= 1)
            _lzma.ResetState();
        return _lzma.Decode(source.Slice(headerLength, packed), length) ? headerLength + packed : -1;
    }
}
