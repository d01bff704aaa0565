using System.Buffers.Binary;

namespace Sonde.Linux.Compression;

/// <summary>
/// Decodes zstd data (RFC 8878) piece by piece: each call takes one frame header, block or checksum. A decoder of our own: .NET 10
/// has none, and no package of the kind can be restored. Dictionaries are refused. Checksums are not verified: what is inside
/// is checked when it is read.
/// </summary>
internal sealed class ZstandardDecoder
{
    /// <summary>Longest input that one call of <see cref="Decode"/> needs.</summary>
    public const int MaxInput = ZstandardWindow.MaxBlock + BlockHeaderLength;

    private const uint Magic = 0xFD2FB528, SkippableMagic = 0x184D2A50;
    private const int BlockHeaderLength = 3, ChecksumLength = 4;

    // What zstd itself takes without being asked to (ZSTD_WINDOWLOG_LIMIT_DEFAULT).
    private const ulong MaxWindow = 128UL << 20;

    private readonly ZstandardWindow _window = new();
    private readonly ZstandardSequences _sequences = new();
    private readonly byte[] _literals = new byte[ZstandardWindow.MaxBlock];
    private HuffmanTable? _huffman;
    private bool _isInFrame, _hasChecksum;
    private long _skip;

    /// <summary>True between two frames, where the data may end.</summary>
    public bool IsComplete => !_isInFrame && _skip == 0;

    /// <summary>Takes the next piece of the input.</summary>
    /// <param name="input">The input from here on, as far as it is there.</param>
    /// <param name="output">What the piece gives; valid until the next call.</param>
    /// <returns>How many bytes the piece has; 0 when it is not all there yet.</returns>
    /// <exception cref="InvalidDataException">It is damaged, or no zstd data.</exception>
    public int Decode(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = [];
        if (_skip > 0)
        {
            int skipped = (int)Math.Min(_skip, input.Length);
            _skip -= skipped;
            return skipped;
        }

        return _isInFrame ? DecodeBlock(input, out output) : ReadFrameHeader(input);
    }

    private int ReadFrameHeader(ReadOnlySpan<byte> input)
    {
        const int ShortestHeader = 6, LongestHeader = 18;
        if (input.Length < ShortestHeader)
            return 0;
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(input);
        if ((magic & ~15u) == SkippableMagic)
        {
            if (input.Length < sizeof(uint) * 2)
                return 0;
            _skip = BinaryPrimitives.ReadUInt32LittleEndian(input[4..]);
            return sizeof(uint) * 2;
        }

        if (magic != Magic)
            throw new InvalidDataException("no zstd frame begins here");
        int descriptor = input[4], at = 5;
        bool isSingle = (descriptor & 0x20) != 0;
        int dictionary = (descriptor & 3) switch { 3 => 4, var size => size };
        int sizeLength = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        int length = at + (isSingle ? 0 : 1) + dictionary + sizeLength;
        if ((descriptor & 8) != 0 || length > LongestHeader)
            throw new InvalidDataException("a zstd frame header is damaged");
        if (input.Length < length)
            return 0;
        ulong window = 0;
        if (!isSingle)
        {
            ulong unit = 1UL << (10 + (input[at] >> 3));
            window = unit + unit / 8 * (ulong)(input[at] & 7);
            at++;
        }

        if (input.Slice(at, dictionary).ContainsAnyExcept((byte)0))
            throw new InvalidDataException("zstd data needs a dictionary");
        at += dictionary;
        if (isSingle)
        {
            window = sizeLength switch
            {
                1 => input[at],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(input[at..]) + 256UL,
                4 => BinaryPrimitives.ReadUInt32LittleEndian(input[at..]),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(input[at..]),
            };
        }

        if (window > MaxWindow && !isSingle)
            throw new InvalidDataException("zstd data needs too large a window");
        _window.Reset((int)Math.Min(window, MaxWindow));
        _sequences.Reset();
        _huffman = null;
        _hasChecksum = (descriptor & 4) != 0;
        _isInFrame = true;
        return length;
    }

    private int DecodeBlock(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> output)
    {
        output = [];
        if (input.Length < BlockHeaderLength)
            return 0;
        int header = input[0] | input[1] << 8 | input[2] << 16;
        int type = header >> 1 & 3, size = header >> 3;
        if (type == 3 || size > ZstandardWindow.MaxBlock)
            throw new InvalidDataException("a zstd block is damaged");
        int length = BlockHeaderLength + (type == 1 ? 1 : size);
        if (input.Length < length)
            return 0;
        ReadOnlySpan<byte> content = input[BlockHeaderLength..length];
        _window.BeginBlock();
        if (type == 0)
            _window.Append(content);
        else if (type == 1)
            _window.Fill(content[0], size);
        else
            DecodeCompressed(content);
        output = _window.Block;
        if ((header & 1) != 0)
        {
            _isInFrame = false;
            _skip = _hasChecksum ? ChecksumLength : 0;
        }

        return length;
    }

    private void DecodeCompressed(ReadOnlySpan<byte> block)
    {
        if (block.IsEmpty)
            throw new InvalidDataException("a zstd block is empty");
        int literals = ReadLiterals(block, out int used);
        _sequences.Decode(block[used..], _literals.AsSpan(0, literals), _window);
    }

    // RFC 8878, section 3.1.1.3.1.
    private int ReadLiterals(ReadOnlySpan<byte> block, out int used)
    {
        int type = block[0] & 3, format = block[0] >> 2 & 3;
        ulong header = 0;
        for (int i = Math.Min(block.Length, 5) - 1; i >= 0; i--)
            header = header << 8 | block[i];
        if (type < 2)
        {
            (used, int size) = format switch
            {
                1 => (2, (int)(header >> 4 & 0xfff)),
                3 => (3, (int)(header >> 4 & 0xfffff)),
                _ => (1, (int)(header >> 3 & 0x1f)),
            };
            int stored = type == 0 ? size : 1;
            if (size > _literals.Length || used + stored > block.Length)
                throw new InvalidDataException("a zstd block's literals are cut");
            if (type == 0)
                block.Slice(used, size).CopyTo(_literals);
            else
                _literals.AsSpan(0, size).Fill(block[used]);
            used += stored;
            return size;
        }

        (used, int bits) = format switch { 2 => (4, 14), 3 => (5, 18), _ => (3, 10) };
        int regenerated = (int)(header >> 4 & ((1UL << bits) - 1)), packed = (int)(header >> (4 + bits) & ((1UL << bits) - 1));
        if (regenerated > _literals.Length || used + packed > block.Length)
            throw new InvalidDataException("a zstd block's literals are cut");
        ReadOnlySpan<byte> source = block.Slice(used, packed);
        used += packed;
        if (type == 2)
        {
            _huffman = HuffmanTable.Read(source, out int table);
            source = source[table..];
        }

        HuffmanTable huffman = _huffman ?? throw new InvalidDataException("a zstd block uses a table that is not there");
        Span<byte> output = _literals.AsSpan(0, regenerated);
        if (format == 0)
            huffman.Decode(source, output);
        else
            DecodeFour(huffman, source, output);
        return regenerated;
    }

    private static void DecodeFour(HuffmanTable huffman, ReadOnlySpan<byte> source, Span<byte> output)
    {
        const int JumpTable = 6;
        int part = (output.Length + 3) / 4;
        if (source.Length < JumpTable || part * 3 > output.Length)
            throw new InvalidDataException("a zstd block's literals are damaged");
        ReadOnlySpan<byte> sizes = source[..JumpTable];
        source = source[JumpTable..];
        for (int i = 0; i < 4; i++)
        {
            int size = i < 3 ? BinaryPrimitives.ReadUInt16LittleEndian(sizes[(i * 2)..]) : source.Length;
            if (size > source.Length)
                throw new InvalidDataException("a zstd block's literals are damaged");
            int count = i < 3 ? part : output.Length;
            huffman.Decode(source[..size], output[..count]);
            source = source[size..];
            output = output[count..];
        }
    }
}
