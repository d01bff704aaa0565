namespace Sonde.Profiles.Formats.Pprof;

/// <summary>
/// Reads the fields of one protobuf message from memory (wire format: protobuf.dev/programming-guides/encoding). Every
/// length is checked against what is left before it is used.
/// </summary>
internal ref struct ProtoReader
{
    private const int WireVarint = 0;
    private const int WireFixed64 = 1;
    private const int WireBytes = 2;
    private const int WireFixed32 = 5;

    // 64 bits in groups of 7.
    private const int MaxVarintLength = 10;

    private readonly ReadOnlySpan<byte> _data;
    private readonly long _origin;
    private int _position;
    private int _wireType;

    /// <summary>Starts at the first field.</summary>
    /// <param name="data">The message.</param>
    /// <param name="origin">Offset of the message in the file, for error messages.</param>
    public ProtoReader(ReadOnlySpan<byte> data, long origin)
    {
        _data = data;
        _origin = origin;
    }

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>Offset in the file of the next byte.</summary>
    public readonly long Offset => _origin + _position;

    /// <summary>Moves to the next field; false at the end. The field then has to be read or skipped.</summary>
    public bool Next()
    {
        if (_position == _data.Length)
            return false;
        long start = Offset;
        ulong tag = ReadVarint();
        Field = tag >> 3 is > 0 and <= 0x1FFFFFFF
            ? (int)(tag >> 3)
            : throw new ProfileFormatException($"expected a protobuf field, found the tag {tag}", start);
        _wireType = (int)(tag & 7);
        return true;
    }

    /// <summary>Reads the current field as a number.</summary>
    public ulong Number() => _wireType == WireVarint
        ? ReadVarint()
        : throw new ProfileFormatException($"expected a number in field {Field}, found wire type {_wireType}", Offset);

    /// <summary>Reads the current field as a nested message.</summary>
    public ProtoReader Message()
    {
        ReadOnlySpan<byte> bytes = Bytes();
        return new ProtoReader(bytes, Offset - bytes.Length);
    }

    /// <summary>Reads the current field as bytes or text.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        if (_wireType != WireBytes)
            throw new ProfileFormatException($"expected bytes in field {Field}, found wire type {_wireType}", Offset);
        long start = Offset;
        ulong length = ReadVarint();
        if (length > (ulong)(_data.Length - _position))
        {
            throw new ProfileFormatException(
                $"expected {length} bytes in field {Field}, only {_data.Length - _position} are left", start);
        }

        ReadOnlySpan<byte> bytes = _data.Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    /// <summary>Reads the current field as a repeated number, packed or one by one.</summary>
    public void AppendNumbers(List<ulong> numbers)
    {
        if (_wireType != WireBytes)
        {
            numbers.Add(Number());
            return;
        }

        ProtoReader packed = Message();
        while (packed._position < packed._data.Length)
            numbers.Add(packed.ReadVarint());
    }

    /// <summary>Steps over the current field.</summary>
    public void Skip()
    {
        if (_wireType == WireVarint)
            ReadVarint();
        else if (_wireType == WireBytes)
            Bytes();
        else if (_wireType is WireFixed64 or WireFixed32)
            Advance(_wireType == WireFixed64 ? sizeof(ulong) : sizeof(uint));
        else
            throw new ProfileFormatException($"expected a protobuf field, found wire type {_wireType}", Offset);
    }

    private void Advance(int count)
    {
        if (count > _data.Length - _position)
            throw new ProfileFormatException($"expected {count} bytes in field {Field}, the file ends", Offset);
        _position += count;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < MaxVarintLength; i++)
        {
            if (_position == _data.Length)
                throw new ProfileFormatException("expected the rest of a number, the data ends", Offset);
            byte b = _data[_position++];
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b < 0x80)
                return value;
        }

        throw new ProfileFormatException($"expected a number of at most {MaxVarintLength} bytes", Offset - MaxVarintLength);
    }
}
