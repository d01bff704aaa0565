using System.Buffers.Binary;

namespace Sonde.Linux.Unwind;

/// <summary>
/// Reads a file's bytes that cannot be trusted. Reading beyond the end gives 0, sets <see cref="Failed"/> and moves to the
/// end, so that every loop over <see cref="AtEnd"/> stops; nothing throws.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, int position = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Offset of the next byte.</summary>
    public int Position { get; private set; } = position;

    /// <summary>True when something was read beyond the end.</summary>
    public bool Failed { get; private set; }

    /// <summary>True when there is nothing left.</summary>
    public readonly bool AtEnd => Position >= _bytes.Length;

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    public byte U8()
    {
        if (AtEnd)
            return (byte)Fail();
        return _bytes[Position++];
    }

    public ushort U16() => TryTake(2, out ReadOnlySpan<byte> taken) ? BinaryPrimitives.ReadUInt16LittleEndian(taken) : (ushort)0;

    public uint U32() => TryTake(4, out ReadOnlySpan<byte> taken) ? BinaryPrimitives.ReadUInt32LittleEndian(taken) : 0;

    public ulong U64() => TryTake(8, out ReadOnlySpan<byte> taken) ? BinaryPrimitives.ReadUInt64LittleEndian(taken) : 0;

    /// <summary>An unsigned LEB128 number; bits beyond 64 are dropped.</summary>
    public ulong Uleb()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = U8();
            if (shift < 64)
                value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    /// <summary>A signed LEB128 number; bits beyond 64 are dropped.</summary>
    public long Sleb()
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = U8();
            if (shift < 64)
                value |= (long)(next & 0x7f) << shift;
            if (next >= 0x80)
                continue;
            if ((next & 0x40) != 0 && shift + 7 < 64)
                value |= -1L << (shift + 7);
            return value;
        }
    }

    /// <summary>The bytes before the next zero, which is skipped.</summary>
    public ReadOnlySpan<byte> String()
    {
        ReadOnlySpan<byte> rest = _bytes[Position..];
        int length = rest.IndexOf((byte)0);
        Skip(length < 0 ? ulong.MaxValue : (ulong)length + 1);
        return length < 0 ? default : rest[..length];
    }

    public void Skip(ulong count)
    {
        if (count > (ulong)Remaining)
            Fail();
        else
            Position += (int)count;
    }

    /// <summary>Moves to an offset from the start.</summary>
    public void Seek(int position)
    {
        if ((uint)position > (uint)_bytes.Length)
            Fail();
        else
            Position = position;
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> taken)
    {
        if (Remaining < count)
        {
            Fail();
            taken = default;
            return false;
        }

        taken = _bytes.Slice(Position, count);
        Position += count;
        return true;
    }

    private int Fail()
    {
        Failed = true;
        Position = _bytes.Length;
        return 0;
    }
}
