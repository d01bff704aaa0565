namespace Sonde.Linux.Compression;

/// <summary>The sequences of a block: copies of literals and of earlier output (RFC 8878, sections 3.1.1.3.2 and 3.1.1.5).</summary>
internal sealed class ZstandardSequences
{
    private const int MaxLiteralCode = 35, MaxMatchCode = 52, MaxOffsetCode = 31;

    private static readonly FseTable PredefinedLiterals = new(
        [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6);

    private static readonly FseTable PredefinedMatches = new(
        [
            1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
        ],
        6);

    private static readonly FseTable PredefinedOffsets = new(
        [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5);

    // Codes below 16 are their own lengths without further bits.
    private static ReadOnlySpan<int> LiteralBases =>
        [16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];

    private static ReadOnlySpan<byte> LiteralBits => [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    // Codes below 32 are the lengths from 3 on.
    private static ReadOnlySpan<int> MatchBases =>
        [35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539];

    private static ReadOnlySpan<byte> MatchBits => [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private FseTable? _literals, _matches, _offsets;
    private int _offset1, _offset2, _offset3;

    /// <summary>Forgets what earlier blocks have left: a frame begins.</summary>
    public void Reset()
    {
        (_offset1, _offset2, _offset3) = (1, 4, 8);
        _literals = _matches = _offsets = null;
    }

    /// <summary>Executes the sequences of a block.</summary>
    /// <param name="source">The section, to the end of the block.</param>
    /// <param name="literals">The block's literals.</param>
    /// <param name="window">Receives the output.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Decode(ReadOnlySpan<byte> source, ReadOnlySpan<byte> literals, ZstandardWindow window)
    {
        int count = ReadCount(ref source);
        if (count == 0)
        {
            window.Append(literals);
            return;
        }

        if (source.IsEmpty)
            throw new InvalidDataException("a block's sequences are cut");
        int modes = source[0];
        source = source[1..];
        _literals = ReadTable(modes >> 6, ref source, PredefinedLiterals, _literals, MaxLiteralCode, 9);
        _offsets = ReadTable(modes >> 4 & 3, ref source, PredefinedOffsets, _offsets, MaxOffsetCode, 8);
        _matches = ReadTable(modes >> 2 & 3, ref source, PredefinedMatches, _matches, MaxMatchCode, 9);
        var reader = new ReverseBitReader(source);
        int literalState = (int)reader.Read(_literals.Log);
        int offsetState = (int)reader.Read(_offsets.Log);
        int matchState = (int)reader.Read(_matches.Log);
        while (true)
        {
            int offsetCode = _offsets.SymbolOf(offsetState);
            uint offset = (1u << offsetCode) + reader.Read(offsetCode);
            int code = _matches.SymbolOf(matchState);
            int match = code < 32 ? code + 3 : MatchBases[code - 32] + (int)reader.Read(MatchBits[code - 32]);
            code = _literals.SymbolOf(literalState);
            int length = code < 16 ? code : LiteralBases[code - 16] + (int)reader.Read(LiteralBits[code - 16]);
            if (length > literals.Length || reader.Left < 0)
                throw new InvalidDataException("a sequence is damaged");
            window.Append(literals[..length]);
            literals = literals[length..];
            window.Copy(Resolve(offset, length), match);
            if (--count == 0)
                break;
            literalState = _literals.Next(literalState, ref reader);
            matchState = _matches.Next(matchState, ref reader);
            offsetState = _offsets.Next(offsetState, ref reader);
        }

        if (reader.Left != 0)
            throw new InvalidDataException("a block's sequences do not end where they should");
        window.Append(literals);
    }

    private static int ReadCount(ref ReadOnlySpan<byte> source)
    {
        int first = source.IsEmpty ? -1 : source[0];
        int header = first < 128 ? 1 : first < 255 ? 2 : 3;
        if (first < 0 || source.Length < header)
            throw new InvalidDataException("a block's sequences are missing");
        int count = header switch
        {
            1 => first,
            2 => ((first - 128) << 8) + source[1],
            _ => source[1] + (source[2] << 8) + 0x7f00,
        };
        source = source[header..];
        return count;
    }

    private static FseTable ReadTable(
        int mode, ref ReadOnlySpan<byte> source, FseTable predefined, FseTable? last, int maxSymbol, int maxLog)
    {
        switch (mode)
        {
            case 0:
                return predefined;
            case 1 when !source.IsEmpty && source[0] <= maxSymbol:
                byte symbol = source[0];
                source = source[1..];
                return FseTable.OfOne(symbol);
            case 2:
                FseTable table = FseTable.Read(source, maxSymbol, maxLog, out int used);
                source = source[used..];
                return table;
            case 3 when last is not null:
                return last;
            default:
                throw new InvalidDataException("a table of sequences is damaged");
        }
    }

    /// <summary>Values up to 3 name one of the last three offsets; without literals before it, the next one.</summary>
    private int Resolve(uint value, int literalLength)
    {
        int offset;
        if (value > 3)
        {
            offset = (int)(value - 3);
            (_offset3, _offset2, _offset1) = (_offset2, _offset1, offset);
            return offset;
        }

        uint index = literalLength == 0 ? value + 1 : value;
        offset = index switch
        {
            1 => _offset1,
            2 => _offset2,
            3 => _offset3,
            _ => _offset1 - 1,
        };
        if (index > 2)
            _offset3 = _offset2;
        if (index > 1)
            (_offset2, _offset1) = (_offset1, offset);
        return offset;
    }
}
