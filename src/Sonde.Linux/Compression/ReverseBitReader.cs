using System.Buffers.Binary;

namespace Sonde.Linux.Compression;

/// <summary>
/// Reads bits from the end of a piece of data to its start (RFC 8878, section 4.1): the highest set bit of the last byte marks
/// where they begin. Bits before the start are zeros; <see cref="Left"/> is then negative.
/// </summary>
internal ref struct ReverseBitReader
{
    private readonly ReadOnlySpan<byte> _bytes;

    public ReverseBitReader(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[^1] == 0)
            throw new InvalidDataException("a bit stream has no end mark");
        _bytes = bytes;
        Left = (bytes.Length - 1) * 8 + int.Log2(bytes[^1]);
    }

    /// <summary>Bits that are left; negative when more were read than there are.</summary>
    public int Left { get; private set; }

    /// <summary>Looks at up to 32 bits.</summary>
    public readonly uint Peek(int count)
    {
        if (count == 0 || Left <= 0)
            return 0;
        int missing = count - Left;
        return missing <= 0 ? Extract(Left - count, count) : Extract(0, Left) << missing;
    }

    public void Skip(int count) => Left -= count;

    public uint Read(int count)
    {
        uint value = Peek(count);
        Left -= count;
        return value;
    }

    private readonly uint Extract(int position, int count)
    {
        int at = position >> 3;
        ulong bits;
        if (at + sizeof(ulong) <= _bytes.Length)
        {
            bits = BinaryPrimitives.ReadUInt64LittleEndian(_bytes[at..]);
        }
        else
        {
            bits = 0;
            for (int i = _bytes.Length - 1; i >= at; i--)
                bits = bits << 8 | _bytes[i];
        }

        return (uint)(bits >> (position & 7) & ((1UL << count) - 1));
    }
}
