using System.Text;

namespace Sonde.Profiles.Formats.Pprof;

/// <summary>Writes protobuf fields into a growing buffer. Numbers that are 0 and texts that are empty are left out.</summary>
internal sealed class ProtoWriter
{
    private const int WireVarint = 0;
    private const int WireBytes = 2;
    private const int MaxVarintLength = 10;

    private byte[] _buffer = new byte[4096];

    /// <summary>Bytes written since the last <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Writes a number field unless it is 0.</summary>
    public void Number(int field, long value) => Number(field, (ulong)value);

    /// <summary>Writes a number field unless it is 0.</summary>
    public void Number(int field, ulong value)
    {
        if (value == 0)
            return;
        Reserve(2 * MaxVarintLength);
        Varint((ulong)(field << 3) | WireVarint);
        Varint(value);
    }

    /// <summary>Writes a flag unless it is false.</summary>
    public void Flag(int field, bool value) => Number(field, value ? 1UL : 0);

    /// <summary>Writes a field of bytes, also when there are none: it is an entry of a list.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Reserve((2 * MaxVarintLength) + value.Length);
        Varint((ulong)(field << 3) | WireBytes);
        Varint((ulong)value.Length);
        value.CopyTo(_buffer.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>Writes a text, also when it is empty: it is an entry of a list.</summary>
    public void Text(int field, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Reserve((2 * MaxVarintLength) + length);
        Varint((ulong)(field << 3) | WireBytes);
        Varint((ulong)length);
        Length += Encoding.UTF8.GetBytes(value, _buffer.AsSpan(Length));
    }

    /// <summary>Writes one number of a packed list, without a tag.</summary>
    public void PackedNumber(ulong value)
    {
        Reserve(MaxVarintLength);
        Varint(value);
    }

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _buffer[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[Length++] = (byte)value;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - Length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
    }
}
