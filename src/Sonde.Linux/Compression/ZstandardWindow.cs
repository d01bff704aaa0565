namespace Sonde.Linux.Compression;

/// <summary>The end of what was decoded, from which later sequences copy.</summary>
internal sealed class ZstandardWindow
{
    /// <summary>Most that one block gives (RFC 8878, section 3.1.1.2.3).</summary>
    public const int MaxBlock = 128 * 1024;

    private byte[] _bytes = [];
    private int _size;
    private int _end;
    private int _blockStart;

    /// <summary>Output of the block that is being decoded or was last.</summary>
    public ReadOnlySpan<byte> Block => _bytes.AsSpan(_blockStart, _end - _blockStart);

    /// <summary>Begins a frame.</summary>
    /// <param name="size">How far back a copy may reach.</param>
    public void Reset(int size)
    {
        _size = size;
        _end = _blockStart = 0;
        if (_bytes.Length == 0)
            _bytes = new byte[Math.Min(size, MaxBlock) + MaxBlock];
    }

    /// <summary>Begins a block: makes room for it.</summary>
    public void BeginBlock()
    {
        if (_bytes.Length - _end < MaxBlock)
        {
            // Twice the window, so that its bytes move only once for each window of output; as much as is needed at first.
            if (_bytes.Length < 2L * _size + MaxBlock)
                Array.Resize(ref _bytes, (int)Math.Min(2L * _bytes.Length + MaxBlock, 2L * _size + MaxBlock));
            if (_bytes.Length - _end < MaxBlock)
            {
                int kept = Math.Min(_size, _end);
                Buffer.BlockCopy(_bytes, _end - kept, _bytes, 0, kept);
                _end = kept;
            }
        }

        _blockStart = _end;
    }

    /// <summary>Adds bytes.</summary>
    /// <exception cref="InvalidDataException">The block is too long.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _end += bytes.Length;
    }

    /// <summary>Adds one byte many times.</summary>
    /// <exception cref="InvalidDataException">The block is too long.</exception>
    public void Fill(byte value, int count)
    {
        Room(count).Fill(value);
        _end += count;
    }

    /// <summary>Adds a copy of what stands a distance back; it may overlap what it adds.</summary>
    /// <exception cref="InvalidDataException">The distance leads out of the window, or the block is too long.</exception>
    public void Copy(int distance, int count)
    {
        if (distance <= 0 || distance > _end || distance > Math.Max(_size, MaxBlock))
            throw new InvalidDataException("a copy begins before the data");
        Span<byte> target = Room(count);
        if (distance >= count)
        {
            _bytes.AsSpan(_end - distance, count).CopyTo(target);
        }
        else
        {
            for (int i = 0; i < count; i++)
                target[i] = _bytes[_end - distance + i];
        }

        _end += count;
    }

    private Span<byte> Room(int count) => count <= MaxBlock - (_end - _blockStart)
        ? _bytes.AsSpan(_end, count)
        : throw new InvalidDataException("a block is too long");
}
