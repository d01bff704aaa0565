using System.Buffers.Binary;

namespace Sonde.Linux.Elf;

/// <summary>Where one symbol table and its strings stand in a file. Read in blocks, never as a whole.</summary>
internal sealed record SymbolSource(ulong Offset, ulong Size, ulong NamesOffset, ulong NamesSize, bool IsFull)
{
    private const int BlockLength = 64 * 1024;

    // Chromium has three million symbols; a sparse file can claim any number.
    private const ulong MaxSymbols = 1 << 24;
    private const ulong MaxNamesSize = 1UL << 32;

    public static IReadOnlyList<SymbolSource> Find(
        ByteImage image, IReadOnlyList<ElfSegment> segments, IReadOnlyList<ElfSection> sections)
    {
        var sources = new List<SymbolSource>();
        foreach (ElfSection section in sections)
        {
            if (section.Kind is not (ElfSectionKind.SymbolTable or ElfSectionKind.DynamicSymbols)
                || section.EntrySize != RawSymbol.Length || section.Link >= (uint)sections.Count)
                continue;
            ElfSection names = sections[(int)section.Link];
            if (names.Kind == ElfSectionKind.StringTable)
                Add(section.FileOffset, section.Size, names.FileOffset, names.Size, section.Kind == ElfSectionKind.SymbolTable);
        }

        if (sources.Count == 0 && DynamicTable.TryFindSymbols(image, segments, out SymbolSource? dynamic))
            Add(dynamic.Offset, dynamic.Size, dynamic.NamesOffset, dynamic.NamesSize, isFull: false);
        return sources;

        void Add(ulong offset, ulong size, ulong namesOffset, ulong namesSize, bool isFull)
        {
            if (offset >= image.Length || namesOffset >= image.Length)
                return;
            size = Math.Min(Math.Min(size, image.Length - offset), MaxSymbols * RawSymbol.Length);
            namesSize = Math.Min(Math.Min(namesSize, image.Length - namesOffset), MaxNamesSize);
            sources.Add(new SymbolSource(offset, size, namesOffset, namesSize, isFull));
        }
    }

    public IEnumerable<RawSymbol> Read(ByteImage image)
    {
        var block = new byte[BlockLength / RawSymbol.Length * RawSymbol.Length];
        for (ulong position = 0; position < Size; position += (ulong)block.Length)
        {
            int wanted = (int)Math.Min((ulong)block.Length, Size - position);
            int count = image.Read(Offset + position, block.AsSpan(0, wanted)) / RawSymbol.Length;
            for (int i = 0; i < count; i++)
                yield return Parse(block.AsSpan(i * RawSymbol.Length, RawSymbol.Length));
            if (count * RawSymbol.Length < wanted - RawSymbol.Length)
                yield break;
        }
    }

    /// <summary>Reads the name at an offset into the strings.</summary>
    /// <param name="image">The file.</param>
    /// <param name="offset">Offset into the strings.</param>
    /// <param name="buffer">Where to put it.</param>
    /// <param name="isWhole">False when the name is longer than the buffer.</param>
    public ReadOnlySpan<byte> ReadName(ByteImage image, uint offset, Span<byte> buffer, out bool isWhole)
    {
        isWhole = true;
        if (offset >= NamesSize)
            return [];
        buffer = buffer[..(int)Math.Min((ulong)buffer.Length, NamesSize - offset)];
        ReadOnlySpan<byte> bytes = buffer[..image.Read(NamesOffset + offset, buffer)];
        int end = bytes.IndexOf((byte)0);
        isWhole = end >= 0;
        return end >= 0 ? bytes[..end] : bytes;
    }

    /// <summary>
    /// All offsets into the strings at which a name stands, alone or before a version (<c>name@VERSION</c>). Linkers let
    /// names share their ends, so that it may stand at the end of a longer one.
    /// </summary>
    public HashSet<uint> FindName(ByteImage image, ReadOnlySpan<byte> name)
    {
        var offsets = new HashSet<uint>();
        if (name.IsEmpty || name.Length > BlockLength / 2)
            return offsets;
        var block = new byte[BlockLength];
        for (ulong position = 0; position < NamesSize;)
        {
            int wanted = (int)Math.Min(BlockLength, NamesSize - position);
            ReadOnlySpan<byte> bytes = block.AsSpan(0, image.Read(NamesOffset + position, block.AsSpan(0, wanted)));
            for (int at = 0, next; (next = bytes[at..].IndexOf(name)) >= 0; at += next + 1)
            {
                int end = at + next + name.Length;
                if (end < bytes.Length && bytes[end] is 0 or (byte)'@')
                    offsets.Add((uint)(position + (ulong)(at + next)));
            }

            if (bytes.Length <= name.Length)
                break;
            // The next block begins early enough to hold a name that this one cuts.
            position += (ulong)(bytes.Length - name.Length);
        }

        return offsets;
    }

    private static RawSymbol Parse(ReadOnlySpan<byte> entry) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(entry),
        entry[4],
        BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]));
}
