using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Sonde.Linux.Elf;

/// <summary>
/// Finds the dynamic symbols of a file without section headers through PT_DYNAMIC, as the dynamic linker does (the System V
/// ABI's generic part, "Dynamic Section").
/// </summary>
internal static class DynamicTable
{
    private const int MaxLength = 1 << 16, EntryLength = 16;
    private const ulong HashTag = 4, StringsTag = 5, SymbolsTag = 6, StringsSizeTag = 10, GnuHashTag = 0x6ffffef5;

    public static bool TryFindSymbols(
        ByteImage image, IReadOnlyList<ElfSegment> segments, [NotNullWhen(true)] out SymbolSource? source)
    {
        source = null;
        foreach (ElfSegment segment in segments)
        {
            if (segment.Kind != ElfSegmentKind.Dynamic || segment.FileOffset >= image.Length)
                continue;
            ulong symbols = 0, strings = 0, stringsSize = 0, hash = 0, gnuHash = 0;
            var table = new byte[(int)Math.Min(Math.Min(segment.FileSize, image.Length - segment.FileOffset), MaxLength)];
            int length = image.Read(segment.FileOffset, table);
            for (int at = 0; at + EntryLength <= length; at += EntryLength)
            {
                ulong value = BinaryPrimitives.ReadUInt64LittleEndian(table.AsSpan(at + 8));
                switch (BinaryPrimitives.ReadUInt64LittleEndian(table.AsSpan(at)))
                {
                    case HashTag: hash = value; break;
                    case StringsTag: strings = value; break;
                    case SymbolsTag: symbols = value; break;
                    case StringsSizeTag: stringsSize = value; break;
                    case GnuHashTag: gnuHash = value; break;
                }
            }

            if (!TryOffset(segments, symbols, out ulong symbolsOffset) || !TryOffset(segments, strings, out ulong stringsOffset))
                continue;
            ulong count = TryOffset(segments, hash, out ulong hashOffset) ? CountFromHash(image, hashOffset) : 0;
            if (count == 0 && TryOffset(segments, gnuHash, out ulong gnuHashOffset))
                count = CountFromGnuHash(image, gnuHashOffset);
            source = new SymbolSource(symbolsOffset, count * RawSymbol.Length, stringsOffset, stringsSize, IsFull: false);
            return true;
        }

        return false;
    }

    // struct { u32 nbucket, nchain; … }: there is one chain entry for each symbol.
    private static ulong CountFromHash(ByteImage image, ulong offset)
    {
        Span<byte> header = stackalloc byte[8];
        return image.TryRead(offset, header) ? BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) : 0;
    }

    // struct { u32 nbuckets, symoffset, bloom_size, bloom_shift; u64 bloom[]; u32 buckets[]; u32 chain[]; }: the number of
    // symbols is not told; it is the end of the chain that the highest bucket begins.
    private static ulong CountFromGnuHash(ByteImage image, ulong offset)
    {
        const uint MaxBuckets = 1 << 22;
        Span<byte> header = stackalloc byte[16];
        if (!image.TryRead(offset, header))
            return 0;
        uint buckets = BinaryPrimitives.ReadUInt32LittleEndian(header);
        uint firstSymbol = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        uint bloomSize = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        ulong bucketsOffset = offset + 16 + ((ulong)bloomSize * 8);
        ulong chainsOffset = bucketsOffset + ((ulong)buckets * 4);
        if (buckets > MaxBuckets)
            return 0;
        uint last = 0;
        Span<byte> word = stackalloc byte[4];
        for (uint i = 0; i < buckets && image.TryRead(bucketsOffset + (i * 4UL), word); i++)
            last = Math.Max(last, BinaryPrimitives.ReadUInt32LittleEndian(word));
        if (last < firstSymbol)
            return firstSymbol;
        while (image.TryRead(chainsOffset + ((last - firstSymbol) * 4UL), word))
        {
            last++;
            if ((BinaryPrimitives.ReadUInt32LittleEndian(word) & 1) != 0)
                break;
        }

        return last;
    }

    private static bool TryOffset(IReadOnlyList<ElfSegment> segments, ulong address, out ulong offset)
    {
        foreach (ElfSegment segment in segments)
        {
            if (address != 0 && segment.Kind == ElfSegmentKind.Load && segment.ContainsAddress(address))
            {
                offset = address - segment.Address + segment.FileOffset;
                return true;
            }
        }

        offset = 0;
        return false;
    }
}
