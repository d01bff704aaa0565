using System.Buffers.Binary;

namespace Sonde.Linux.Perf;

/// <summary>
/// Cuts a ring's data area into records. Pure: works on any memory. A record that crosses the end of the area is put together
/// in a buffer that is allocated once.
/// </summary>
internal unsafe struct RingReader
{
    // A record's length is 16 bits wide.
    private readonly byte[] _wrapped = new byte[ushort.MaxValue + 1];

    private readonly byte* _data;
    private readonly ulong _mask;

    /// <summary>Takes a data area whose length is a power of two.</summary>
    public RingReader(byte* data, ulong length)
    {
        _data = data;
        _mask = length - 1;
    }

    /// <summary>Where the next record begins; grows forever, taken modulo the length.</summary>
    public ulong Tail { get; set; }

    /// <summary>Looks at the next record without consuming it; empty when there is none.</summary>
    /// <param name="head">Where the kernel writes next.</param>
    public readonly ReadOnlySpan<byte> Peek(ulong head)
    {
        ulong available = head - Tail;
        if (available < PerfRecord.HeaderLength)
            return [];
        // Records are multiples of 8 bytes, so that a header never crosses the end.
        byte* start = _data + (Tail & _mask);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(start + 6, sizeof(ushort)));
        if (size < PerfRecord.HeaderLength || (ulong)size > available)
            return [];
        ulong beforeEnd = _mask + 1 - (Tail & _mask);
        if ((ulong)size <= beforeEnd)
            return new ReadOnlySpan<byte>(start, size);
        new ReadOnlySpan<byte>(start, (int)beforeEnd).CopyTo(_wrapped);
        new ReadOnlySpan<byte>(_data, size - (int)beforeEnd).CopyTo(_wrapped.AsSpan((int)beforeEnd));
        return _wrapped.AsSpan(0, size);
    }
}
