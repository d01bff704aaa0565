using System.Buffers.Binary;

namespace Sonde.Linux.Elf;

/// <summary>
/// The sorted table of functions in .eh_frame_hdr (Linux Standard Base, "Exception Frame Header"). It survives stripping and
/// has local functions too. Searched in the file, never read as a whole.
/// </summary>
internal static class UnwindIndex
{
    private const int HeaderLength = 12, EntryLength = 8;

    // DW_EH_PE_udata4 for the count; DW_EH_PE_datarel | DW_EH_PE_sdata4 for the table: what every linker writes.
    private const byte Version = 1, CountEncoding = 0x03, TableEncoding = 0x3b;

    /// <summary>Finds the function that an address belongs to; its length is 0 when the table does not tell.</summary>
    public static (ulong Start, ulong Length) FindFunction(ElfFile file, ulong address)
    {
        foreach (ElfSegment segment in file.Segments)
        {
            if (segment.Kind == ElfSegmentKind.EhFrameHeader)
                return Find(file, segment, address);
        }

        return default;
    }

    private static (ulong Start, ulong Length) Find(ElfFile file, ElfSegment table, ulong address)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.Read(table.FileOffset, header) < HeaderLength || header[0] != Version || header[2] != CountEncoding
            || header[3] != TableEncoding)
            return default;
        ulong count = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        ulong low = 0, high = Math.Min(count, (table.FileSize - Math.Min(table.FileSize, HeaderLength)) / EntryLength);
        ulong start = 0, description = 0;
        Span<byte> entry = stackalloc byte[EntryLength];
        while (low < high)
        {
            ulong middle = (low + high) / 2;
            if (file.Read(table.FileOffset + HeaderLength + (middle * EntryLength), entry) < entry.Length)
                return default;
            ulong candidate = table.Address + (ulong)BinaryPrimitives.ReadInt32LittleEndian(entry);
            if (candidate <= address)
            {
                (start, low) = (candidate, middle + 1);
                description = table.Address + (ulong)BinaryPrimitives.ReadInt32LittleEndian(entry[sizeof(int)..]);
            }
            else
            {
                high = middle;
            }
        }

        ulong length = start == 0 ? 0 : LengthOf(file, start, description);
        return address - start < length ? (start, length) : default;
    }

    /// <summary>
    /// Bytes of a function, from its frame description entry. How its addresses are encoded is told elsewhere; but where it
    /// begins is known already, and of all encodings that linkers choose only one gives that.
    /// </summary>
    private static ulong LengthOf(ElfFile file, ulong start, ulong description)
    {
        // length, CIE pointer, then pc_begin and pc_range of 4 or 8 bytes each (Linux Standard Base, section 10.6.1)
        const int First = 8, Narrow = 4, Wide = 8;
        Span<byte> bytes = stackalloc byte[First + (2 * Wide)];
        if (!file.TryReadAddress(description, bytes[..(First + (2 * Narrow))]))
            return 0;
        if (description + First + (ulong)BinaryPrimitives.ReadInt32LittleEndian(bytes[First..]) == start)
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes[(First + Narrow)..]);
        if (!file.TryReadAddress(description, bytes))
            return 0;
        ulong begin = BinaryPrimitives.ReadUInt64LittleEndian(bytes[First..]);
        return begin == start || description + First + begin == start ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[(First + Wide)..]) : 0;
    }
}
