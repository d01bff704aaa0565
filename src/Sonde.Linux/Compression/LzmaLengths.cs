namespace Sonde.Linux.Compression;

/// <summary>The lengths of matches: short, middle and long ones.</summary>
internal sealed class LzmaLengths
{
    /// <summary>Positions that have probabilities of their own.</summary>
    public const int MaxPositionStates = 16;

    private const int LowBits = 3, HighBits = 8;

    private readonly ushort[] _choices = new ushort[2];
    private readonly ushort[] _low = new ushort[MaxPositionStates << LowBits];
    private readonly ushort[] _middle = new ushort[MaxPositionStates << LowBits];
    private readonly ushort[] _high = new ushort[1 << HighBits];

    public void Reset()
    {
        foreach (ushort[] table in (ReadOnlySpan<ushort[]>)[_choices, _low, _middle, _high])
            table.AsSpan().Fill(LzmaRangeDecoder.HalfProbability);
    }

    public int Decode(ref LzmaRangeDecoder coder, int positionState)
    {
        if (coder.Bit(ref _choices[0]) == 0)
            return coder.Tree(_low.AsSpan(positionState << LowBits, 1 << LowBits), LowBits);
        if (coder.Bit(ref _choices[1]) == 0)
            return (1 << LowBits) + coder.Tree(_middle.AsSpan(positionState << LowBits, 1 << LowBits), LowBits);
        return (2 << LowBits) + coder.Tree(_high, HighBits);
    }
}
