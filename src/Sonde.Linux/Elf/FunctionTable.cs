namespace Sonde.Linux.Elf;

/// <summary>
/// Functions sorted by address in parallel arrays: 8 bytes of address, 4 of size, 4 of name and 1 of facts for each.
/// </summary>
internal sealed class FunctionTable
{
    // Facts of an entry. The upper bits number its symbol table.
    private const byte TypedFact = 1, LocalFact = 2;
    private const int SourceShift = 2, MaxSources = 1 << (8 - SourceShift);

    // A function that holds others (assembly code with inner symbols) is looked for this far back.
    private const int MaxWalk = 64;

    // Bounds the work that a hostile file can cause.
    private const int MaxAliases = 256;

    private readonly IReadOnlyList<SymbolSource> _sources;
    private readonly (ulong Start, ulong End)[] _code;
    private readonly ulong[] _addresses;
    private readonly uint[] _sizes;
    private readonly uint[] _names;
    private readonly byte[] _facts;

    public FunctionTable(
        ByteImage image,
        IReadOnlyList<SymbolSource> sources,
        IReadOnlyList<ElfSegment> segments,
        IReadOnlyList<ElfSection> sections)
    {
        _sources = sources;
        _code = FindCode(segments, sections);
        var addresses = new List<ulong>();
        var sizes = new List<uint>();
        var names = new List<uint>();
        var facts = new List<byte>();
        for (int i = 0; i < Math.Min(sources.Count, MaxSources); i++)
        {
            foreach (RawSymbol symbol in sources[i].Read(image))
            {
                if (!symbol.IsFunction && !symbol.IsUntyped)
                    continue;
                if (CodeEnd(symbol.Address) == 0)
                    continue;
                addresses.Add(symbol.Address);
                sizes.Add((uint)Math.Min(symbol.Size, uint.MaxValue));
                names.Add(symbol.NameOffset);
                facts.Add((byte)((symbol.IsFunction ? TypedFact : 0) | (symbol.IsLocal ? LocalFact : 0) | (i << SourceShift)));
            }
        }

        (_addresses, int[] order) = Sort(addresses);
        _sizes = Permute(sizes, order);
        _names = Permute(names, order);
        _facts = Permute(facts, order);
    }

    public int Count => _addresses.Length;

    public ulong Address(int index) => _addresses[index];

    public (SymbolSource Source, uint Offset) Name(int index) => (_sources[_facts[index] >> SourceShift], _names[index]);

    public bool IsTyped(int index) => (_facts[index] & TypedFact) != 0;

    public bool IsLocal(int index) => (_facts[index] & LocalFact) != 0;

    /// <summary>The entries with the address of this one; no more than anybody gives names to one function.</summary>
    public IndexRange Aliases(int index)
    {
        int first = index, end = index + 1;
        int low = Math.Max(0, index - MaxAliases), high = Math.Min(_addresses.Length, index + MaxAliases);
        while (first > low && _addresses[first - 1] == _addresses[index])
            first--;
        while (end < high && _addresses[end] == _addresses[index])
            end++;
        return new IndexRange(first, end);
    }

    /// <summary>Bytes of the function: the largest size any alias tells, else up to the next symbol or the code's end.</summary>
    public ulong Extent(int index)
    {
        uint size = 0;
        IndexRange aliases = Aliases(index);
        foreach (int alias in aliases)
            size = Math.Max(size, _sizes[alias]);
        if (size > 0)
            return size;
        ulong start = _addresses[index];
        ulong end = CodeEnd(start);
        return (aliases.End < _addresses.Length ? Math.Min(end, _addresses[aliases.End]) : end) - start;
    }

    /// <summary>Index of an entry whose function covers the address, or -1. A size from the file beats a guessed one.</summary>
    public int FindCovering(ulong address)
    {
        int found = Array.BinarySearch(_addresses, address);
        int index = found >= 0 ? found : ~found - 1;
        int guess = -1;
        for (int step = 0; index >= 0 && step < MaxWalk; step++)
        {
            IndexRange aliases = Aliases(index);
            if (address - _addresses[index] < Extent(index))
            {
                bool isSized = false;
                foreach (int alias in aliases)
                    isSized |= _sizes[alias] > 0;
                if (isSized)
                    return index;
                // A global label without a size is how assembly code names its functions; a local one is a jump's target.
                if (guess < 0)
                    guess = index;
            }

            index = aliases.Start - 1;
        }

        return guess;
    }

    private static (ulong Start, ulong End)[] FindCode(IReadOnlyList<ElfSegment> segments, IReadOnlyList<ElfSection> sections)
    {
        var code = new List<(ulong Start, ulong End)>();
        foreach (ElfSection section in sections)
        {
            if (section.IsExecutable && section.Size > 0)
                code.Add((section.Address, section.Address + section.Size));
        }

        if (code.Count == 0)
        {
            foreach (ElfSegment segment in segments)
            {
                if (segment.Kind == ElfSegmentKind.Load && segment.IsExecutable)
                    code.Add((segment.Address, segment.Address + segment.MemorySize));
            }
        }

        code.Sort();
        return [.. code];
    }

    // The end of the code that holds an address, or 0. Sections of code do not overlap in a sound file.
    private ulong CodeEnd(ulong address)
    {
        int low = 0, high = _code.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_code[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }

        return low > 0 && address < _code[low - 1].End ? _code[low - 1].End : 0;
    }

    private static (ulong[] Sorted, int[] Order) Sort(List<ulong> addresses)
    {
        ulong[] sorted = [.. addresses];
        var order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);
        return (sorted, order);
    }

    private static T[] Permute<T>(List<T> values, int[] order)
    {
        var result = new T[order.Length];
        for (int i = 0; i < order.Length; i++)
            result[i] = values[order[i]];
        return result;
    }
}
