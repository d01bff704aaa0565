namespace Sonde.Linux.Compression;

/// <summary>A decoding table of finite-state entropy (RFC 8878, section 4.1).</summary>
internal sealed class FseTable
{
    private const int MinLog = 5;

    private readonly byte[] _symbols;
    private readonly byte[] _bits;
    private readonly ushort[] _bases;

    /// <summary>Builds the table of a distribution.</summary>
    /// <param name="counts">How many states each symbol has; -1 for less than one.</param>
    /// <param name="log">Binary logarithm of the number of states.</param>
    public FseTable(ReadOnlySpan<short> counts, int log)
    {
        Log = log;
        int size = 1 << log, high = size;
        _symbols = new byte[size];
        _bits = new byte[size];
        _bases = new ushort[size];
        var next = new int[counts.Length];
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            next[symbol] = counts[symbol] < 0 ? 1 : counts[symbol];
            if (counts[symbol] < 0)
                _symbols[--high] = (byte)symbol;
        }

        int step = (size >> 1) + (size >> 3) + 3, position = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            for (int i = 0; i < counts[symbol]; i++)
            {
                _symbols[position] = (byte)symbol;
                do
                    position = (position + step) & (size - 1);
                while (position >= high);
            }
        }

        for (int state = 0; state < size; state++)
        {
            int value = next[_symbols[state]]++;
            _bits[state] = (byte)(log - int.Log2(value));
            _bases[state] = (ushort)((value << _bits[state]) - size);
        }
    }

    private FseTable(byte symbol)
    {
        _symbols = [symbol];
        _bits = [0];
        _bases = [0];
    }

    /// <summary>Bits of the first state.</summary>
    public int Log { get; }

    /// <summary>A table that always gives one symbol.</summary>
    public static FseTable OfOne(byte symbol) => new(symbol);

    /// <summary>Reads a distribution and builds its table.</summary>
    /// <param name="source">Where it begins.</param>
    /// <param name="maxSymbol">The highest symbol allowed.</param>
    /// <param name="maxLog">The highest logarithm allowed.</param>
    /// <param name="used">Bytes that it took.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static FseTable Read(ReadOnlySpan<byte> source, int maxSymbol, int maxLog, out int used)
    {
        int position = 0;
        int log = Bits(source, ref position, 4) + MinLog;
        if (log > maxLog)
            throw new InvalidDataException("an FSE table is too large");
        Span<short> counts = stackalloc short[maxSymbol + 1];
        int remaining = 1 << log, symbol = 0;
        while (remaining > 0)
        {
            if (symbol > maxSymbol)
                throw new InvalidDataException("an FSE table has too many symbols");
            // Small values are one bit shorter: there are not enough large ones for a full bit.
            int bits = int.Log2(remaining + 1) + 1;
            int value = Bits(source, ref position, bits);
            int mask = (1 << (bits - 1)) - 1, threshold = (1 << bits) - 1 - (remaining + 1);
            if ((value & mask) < threshold)
            {
                position--;
                value &= mask;
            }
            else if (value > mask)
            {
                value -= threshold;
            }

            int count = value - 1;
            remaining -= Math.Abs(count);
            counts[symbol++] = (short)count;
            if (count != 0)
                continue;
            int zeros;
            do
            {
                zeros = Bits(source, ref position, 2);
                symbol += zeros;
            }
            while (zeros == 3);
        }

        used = (position + 7) >> 3;
        if (remaining < 0 || symbol > maxSymbol + 1 || used > source.Length)
            throw new InvalidDataException("an FSE table is damaged");
        return new FseTable(counts[..symbol], log);
    }

    public int SymbolOf(int state) => _symbols[state];

    public int Next(int state, scoped ref ReverseBitReader reader) => _bases[state] + (int)reader.Read(_bits[state]);

    /// <summary>How many bits <see cref="Next"/> reads.</summary>
    public int BitsOf(int state) => _bits[state];

    /// <summary>Reads bits forwards, the lowest first; zeros behind the end.</summary>
    private static int Bits(ReadOnlySpan<byte> source, ref int position, int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++, position++)
        {
            int at = position >> 3;
            if (at < source.Length)
                value |= (source[at] >> (position & 7) & 1) << i;
        }

        if (position >> 3 > source.Length + 1)
            throw new InvalidDataException("an FSE table is cut");
        return value;
    }
}
