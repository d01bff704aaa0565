namespace Sonde.Linux.Compression;

/// <summary>Reads bits by their probabilities.</summary>
internal ref struct LzmaRangeDecoder
{
    /// <summary>The probability of a bit about which nothing is known.</summary>
    public const ushort HalfProbability = 1 << (ModelBits - 1);

    private const int ModelBits = 11, MoveBits = 5;
    private const uint TopValue = 1 << 24;

    private readonly ReadOnlySpan<byte> _source;
    private int _at;
    private uint _range;
    private uint _code;

    public LzmaRangeDecoder(ReadOnlySpan<byte> source)
    {
        _source = source;
        _range = uint.MaxValue;
        // The first byte is always 0.
        _at = 1;
        for (int i = 0; i < 4; i++)
            _code = (_code << 8) | Next();
    }

    /// <summary>True when more was read than there is.</summary>
    public readonly bool IsBroken => _at > _source.Length + 8;

    public int Bit(ref ushort probability)
    {
        Normalize();
        uint bound = (_range >> ModelBits) * probability;
        if (_code < bound)
        {
            _range = bound;
            probability += (ushort)(((1 << ModelBits) - probability) >> MoveBits);
            return 0;
        }

        _range -= bound;
        _code -= bound;
        probability -= (ushort)(probability >> MoveBits);
        return 1;
    }

    public int Tree(Span<ushort> probabilities, int bits)
    {
        int index = 1;
        for (int i = 0; i < bits; i++)
            index = (index << 1) | Bit(ref probabilities[index]);
        return index - (1 << bits);
    }

    public int ReverseTree(Span<ushort> probabilities, int bits)
    {
        int index = 1;
        int value = 0;
        for (int i = 0; i < bits; i++)
        {
            int bit = Bit(ref probabilities[index]);
            index = (index << 1) | bit;
            value |= bit << i;
        }

        return value;
    }

    public int Direct(int bits)
    {
        uint value = 0;
        for (int i = 0; i < bits; i++)
        {
            Normalize();
            _range >>= 1;
            uint mask = 0u - ((_code - _range) >> 31);
            _code -= _range & ~mask;
            value = (value << 1) | (mask + 1);
        }

        return (int)value;
    }

    private void Normalize()
    {
        if (_range >= TopValue)
            return;
        _range <<= 8;
        _code = (_code << 8) | Next();
    }

    private byte Next() => _at < _source.Length ? _source[_at++] : Past();

    private byte Past()
    {
        _at++;
        return 0;
    }
}
