namespace Sonde.Linux.Compression;

/// <summary>
/// LZMA (the specification in the LZMA SDK, <c>lzma-specification.txt</c>): a range coder whose bits choose between
/// literals and matches in what was written before.
/// </summary>
internal sealed class LzmaDecoder
{
    private const int States = 12, MaxPositionStates = LzmaLengths.MaxPositionStates;
    private const int FirstMatchState = 7; // states below follow a literal
    private const int MinMatch = 2;
    private const int LengthSlots = 4, SlotBits = 6, AlignBits = 4;
    private const int FirstModelSlot = 4, EndModelSlot = 14;
    private const int LiteralSize = 0x300;

    private readonly int _maxLength;
    private readonly ushort[] _isMatch = new ushort[States * MaxPositionStates];
    private readonly ushort[] _isRepeat = new ushort[States];
    private readonly ushort[] _isRepeat0 = new ushort[States];
    private readonly ushort[] _isRepeat1 = new ushort[States];
    private readonly ushort[] _isRepeat2 = new ushort[States];
    private readonly ushort[] _isRepeat0Long = new ushort[States * MaxPositionStates];
    private readonly ushort[] _slots = new ushort[LengthSlots << SlotBits];
    private readonly ushort[] _special = new ushort[1 + 128 - EndModelSlot];
    private readonly ushort[] _align = new ushort[1 << AlignBits];
    private readonly LzmaLengths _matchLengths = new();
    private readonly LzmaLengths _repeatLengths = new();
    private readonly int[] _distances = new int[4];
    private ushort[] _literals = [];
    private byte[] _output = new byte[64 * 1024];
    private int _length;
    private int _dictionaryStart;
    private int _state;
    private int _literalContext, _literalMask, _positionMask;

    public LzmaDecoder(int maxLength) => _maxLength = maxLength;

    public ReadOnlySpan<byte> Output => _output.AsSpan(0, _length);

    public void ResetDictionary() => _dictionaryStart = _length;

    /// <summary>Sets lc, lp and pb, as one byte holds them; false when they are impossible.</summary>
    public bool SetProperties(byte properties)
    {
        const int MaxProperties = (9 * 5 * 5) - 1;
        if (properties > MaxProperties)
            return false;
        _literalContext = properties % 9;
        int literalPosition = properties / 9 % 5;
        int position = properties / 45;
        // LZMA2 allows no more.
        if (_literalContext + literalPosition > 4)
            return false;
        _literalMask = (1 << literalPosition) - 1;
        _positionMask = (1 << position) - 1;
        _literals = new ushort[LiteralSize << (_literalContext + literalPosition)];
        return true;
    }

    public void ResetState()
    {
        foreach (ushort[] table in (ReadOnlySpan<ushort[]>)[
            _isMatch, _isRepeat, _isRepeat0, _isRepeat1, _isRepeat2, _isRepeat0Long, _slots, _special, _align, _literals])
            table.AsSpan().Fill(LzmaRangeDecoder.HalfProbability);
        _matchLengths.Reset();
        _repeatLengths.Reset();
        _distances.AsSpan().Clear();
        _state = 0;
    }

    /// <summary>Appends bytes as they are; false when that is too much.</summary>
    public bool Store(ReadOnlySpan<byte> bytes)
    {
        if (!Reserve(bytes.Length))
            return false;
        bytes.CopyTo(_output.AsSpan(_length));
        _length += bytes.Length;
        return true;
    }

    /// <summary>Decodes one chunk; false when it is damaged or would be too long.</summary>
    /// <param name="source">The chunk.</param>
    /// <param name="length">Bytes that it makes.</param>
    public bool Decode(ReadOnlySpan<byte> source, int length)
    {
        if (_literals.Length == 0 || !Reserve(length))
            return false;
        var coder = new LzmaRangeDecoder(source);
        int end = _length + length;
        while (_length < end)
        {
            int positionState = (_length - _dictionaryStart) & _positionMask;
            if (coder.Bit(ref _isMatch[(_state * MaxPositionStates) + positionState]) == 0)
                DecodeLiteral(ref coder);
            else if (!DecodeMatch(ref coder, positionState, end))
                return false;
            if (coder.IsBroken)
                return false;
        }

        return true;
    }

    private bool Reserve(int more)
    {
        if (more > _maxLength - _length)
            return false;
        if (_length + more > _output.Length)
            Array.Resize(ref _output, Math.Min(_maxLength, Math.Max(_output.Length * 2, _length + more)));
        return true;
    }

    private void DecodeLiteral(ref LzmaRangeDecoder coder)
    {
        int position = _length - _dictionaryStart;
        int previous = position > 0 ? _output[_length - 1] : 0;
        int context = ((position & _literalMask) << _literalContext) + (previous >> (8 - _literalContext));
        Span<ushort> table = _literals.AsSpan(LiteralSize * context, LiteralSize);
        int symbol = 1;
        if (_state >= FirstMatchState && _distances[0] < position)
        {
            // Behind a match, the byte that would have followed it tells what to expect.
            int match = _output[_length - _distances[0] - 1];
            do
            {
                int bit = (match >> 7) & 1;
                match <<= 1;
                int decoded = coder.Bit(ref table[((1 + bit) << 8) + symbol]);
                symbol = (symbol << 1) | decoded;
                if (bit != decoded)
                    break;
            }
            while (symbol < 0x100);
        }

        while (symbol < 0x100)
            symbol = (symbol << 1) | coder.Bit(ref table[symbol]);
        _output[_length++] = (byte)symbol;
        _state = _state < 4 ? 0 : _state < 10 ? _state - 3 : _state - 6;
    }

    private bool DecodeMatch(ref LzmaRangeDecoder coder, int positionState, int end)
    {
        int length;
        if (coder.Bit(ref _isRepeat[_state]) == 0)
        {
            (_distances[3], _distances[2], _distances[1]) = (_distances[2], _distances[1], _distances[0]);
            length = _matchLengths.Decode(ref coder, positionState) + MinMatch;
            _distances[0] = DecodeDistance(ref coder, length);
            _state = _state < FirstMatchState ? 7 : 10;
        }
        else
        {
            if (coder.Bit(ref _isRepeat0[_state]) == 0)
            {
                if (coder.Bit(ref _isRepeat0Long[(_state * MaxPositionStates) + positionState]) == 0)
                {
                    _state = _state < FirstMatchState ? 9 : 11;
                    return Copy(1, end);
                }
            }
            else
            {
                SelectDistance(ref coder);
            }

            length = _repeatLengths.Decode(ref coder, positionState) + MinMatch;
            _state = _state < FirstMatchState ? 8 : 11;
        }

        return Copy(length, end);
    }

    private void SelectDistance(ref LzmaRangeDecoder coder)
    {
        int distance;
        if (coder.Bit(ref _isRepeat1[_state]) == 0)
        {
            distance = _distances[1];
        }
        else
        {
            if (coder.Bit(ref _isRepeat2[_state]) == 0)
            {
                distance = _distances[2];
            }
            else
            {
                distance = _distances[3];
                _distances[3] = _distances[2];
            }

            _distances[2] = _distances[1];
        }

        _distances[1] = _distances[0];
        _distances[0] = distance;
    }

    private int DecodeDistance(ref LzmaRangeDecoder coder, int length)
    {
        int table = Math.Min(length - MinMatch, LengthSlots - 1);
        int slot = coder.Tree(_slots.AsSpan(table << SlotBits, 1 << SlotBits), SlotBits);
        if (slot < FirstModelSlot)
            return slot;
        int bits = (slot >> 1) - 1;
        int distance = (2 | (slot & 1)) << bits;
        if (slot < EndModelSlot)
            return distance + coder.ReverseTree(_special.AsSpan(distance - slot), bits);
        distance += coder.Direct(bits - AlignBits) << AlignBits;
        return distance + coder.ReverseTree(_align, AlignBits);
    }

    private bool Copy(int length, int end)
    {
        int distance = _distances[0];
        // A negative one is the end mark, which LZMA2 does not use.
        if (distance < 0 || distance >= _length - _dictionaryStart || length > end - _length)
            return false;
        for (int i = 0; i < length; i++, _length++)
            _output[_length] = _output[_length - distance - 1];
        return true;
    }
}
