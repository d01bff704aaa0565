namespace Sonde.Linux.Compression;

/// <summary>A Huffman table of zstd's literals (RFC 8878, section 4.2).</summary>
internal sealed class HuffmanTable
{
    private const int MaxBits = 11, MaxWeights = 255, MaxWeightLog = 6;

    private readonly int _bits;
    private readonly byte[] _symbols;
    private readonly byte[] _lengths;

    private HuffmanTable(ReadOnlySpan<byte> weights)
    {
        int sum = 0;
        foreach (byte weight in weights)
        {
            if (weight > MaxBits)
                throw new InvalidDataException("a Huffman weight is too large");
            sum += weight == 0 ? 0 : 1 << (weight - 1);
        }

        if (sum == 0)
            throw new InvalidDataException("a Huffman table is empty");
        _bits = int.Log2(sum) + 1;
        // The last weight is not written down: it fills what the others leave of a power of two.
        int left = (1 << _bits) - sum;
        if (_bits > MaxBits || (left & (left - 1)) != 0)
            throw new InvalidDataException("a Huffman table is damaged");
        int last = int.Log2(left) + 1;
        _symbols = new byte[1 << _bits];
        _lengths = new byte[1 << _bits];
        int at = 0;
        for (int weight = 1; weight <= _bits; weight++)
        {
            for (int symbol = 0; symbol <= weights.Length; symbol++)
            {
                if ((symbol < weights.Length ? weights[symbol] : last) != weight)
                    continue;
                int count = 1 << (weight - 1);
                _symbols.AsSpan(at, count).Fill((byte)symbol);
                _lengths.AsSpan(at, count).Fill((byte)(_bits + 1 - weight));
                at += count;
            }
        }
    }

    /// <summary>Reads a table's description.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static HuffmanTable Read(ReadOnlySpan<byte> source, out int used)
    {
        if (source.IsEmpty)
            throw new InvalidDataException("a Huffman table is missing");
        Span<byte> weights = stackalloc byte[MaxWeights + 1];
        int header = source[0], count;
        if (header >= 128)
        {
            count = header - 127;
            used = 1 + (count + 1) / 2;
            if (used > source.Length)
                throw new InvalidDataException("a Huffman table is cut");
            for (int i = 0; i < count; i++)
                weights[i] = (byte)((i & 1) == 0 ? source[1 + i / 2] >> 4 : source[1 + i / 2] & 15);
        }
        else
        {
            used = 1 + header;
            if (used > source.Length)
                throw new InvalidDataException("a Huffman table is cut");
            count = ReadWeights(source[1..used], weights);
        }

        return new HuffmanTable(weights[..count]);
    }

    /// <summary>Decodes one stream that fills the output.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Decode(ReadOnlySpan<byte> source, Span<byte> output)
    {
        var reader = new ReverseBitReader(source);
        for (int i = 0; i < output.Length; i++)
        {
            uint index = reader.Peek(_bits);
            output[i] = _symbols[index];
            reader.Skip(_lengths[index]);
        }

        if (reader.Left != 0)
            throw new InvalidDataException("a Huffman stream does not end where it should");
    }

    // Two states take turns until the bits are used up; the other one then still gives its symbol.
    private static int ReadWeights(ReadOnlySpan<byte> source, Span<byte> weights)
    {
        FseTable table = FseTable.Read(source, MaxBits + 1, MaxWeightLog, out int used);
        var reader = new ReverseBitReader(source[used..]);
        int first = (int)reader.Read(table.Log), second = (int)reader.Read(table.Log), count = 0;
        if (reader.Left < 0)
            throw new InvalidDataException("Huffman weights are cut");
        while (true)
        {
            if (count > MaxWeights - 2)
                throw new InvalidDataException("a Huffman table has too many weights");
            weights[count++] = (byte)table.SymbolOf(first);
            if (reader.Left < table.BitsOf(first))
            {
                weights[count++] = (byte)table.SymbolOf(second);
                return count;
            }

            first = table.Next(first, ref reader);
            (first, second) = (second, first);
        }
    }
}
