using System.Buffers.Binary;

namespace Sonde.Linux.Unwind;

/// <summary>Where each function's unwind information stands, sorted by the function's address: 8 bytes for a function.</summary>
/// <param name="baseAddress">Link-time address that <paramref name="starts"/> count from.</param>
/// <param name="starts">First byte of each function, ascending.</param>
/// <param name="entries">Offset of each function's entry; of one in <c>.debug_frame</c> its complement.</param>
internal sealed class FunctionIndex(ulong baseAddress, uint[] starts, int[] entries)
{
    // .eh_frame_hdr, Linux Standard Base Core 5.0, section 10.6.2: the one table format linkers write.
    private const byte Version = 1, DataRelativeSigned4 = 0x3b;
    private const int TableEntrySize = 8;

    /// <summary>How many functions there are.</summary>
    public int Count => starts.Length;

    /// <summary>Link-time address that starts count from.</summary>
    public ulong BaseAddress => baseAddress;

    /// <summary>Offset of a function's entry; of one in <c>.debug_frame</c> its complement.</summary>
    public int EntryOf(int function) => entries[function];

    /// <summary>Where a function begins, relative to the module.</summary>
    public uint StartOf(int function) => starts[function];

    /// <summary>Where a function begins by its own entry, relative to the module; false when it is not in the module.</summary>
    public bool TryGetRelative(in FunctionEntry entry, out uint start)
    {
        ulong relative = entry.Start - baseAddress;
        start = (uint)relative;
        return relative <= uint.MaxValue && entry.Length <= uint.MaxValue - relative;
    }

    /// <summary>The last function that begins at or before an address; -1 when there is none.</summary>
    public int Find(ulong address)
    {
        ulong relative = address - baseAddress;
        if (relative > uint.MaxValue)
            return -1;
        int found = starts.AsSpan().BinarySearch((uint)relative);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>Reads where <c>.eh_frame</c> begins out of <c>.eh_frame_hdr</c>.</summary>
    public static bool TryReadFrameAddress(ReadOnlySpan<byte> header, ulong headerAddress, out ulong frameAddress)
    {
        var reader = new ByteReader(header);
        frameAddress = 0;
        if (reader.U8() != Version)
            return false;
        byte encoding = reader.U8();
        reader.Skip(2);
        return PointerEncoding.TryRead(ref reader, encoding, headerAddress, headerAddress, out frameAddress) && !reader.Failed;
    }

    /// <summary>
    /// Makes the index of a module: from the header's binary-search table, else by walking all entries of <c>.eh_frame</c>;
    /// functions that only <c>.debug_frame</c> knows are added.
    /// </summary>
    /// <param name="header">The bytes of <c>.eh_frame_hdr</c>; empty when there is none.</param>
    /// <param name="frames"><c>.eh_frame</c>, if there is one.</param>
    /// <param name="debugFrames"><c>.debug_frame</c>, if there is one.</param>
    public static FunctionIndex Create(ReadOnlySpan<byte> header, CfiSection? frames, CfiSection? debugFrames)
    {
        var found = new List<(ulong Start, int Entry)>();
        if (frames is not null && !TryReadTable(header, frames, found))
            Walk(frames, found, isDebugFrame: false);
        if (debugFrames is not null)
            Walk(debugFrames, found, isDebugFrame: true);
        return Create(found);
    }

    private static FunctionIndex Create(List<(ulong Start, int Entry)> found)
    {
        // Of two entries for one address that in .eh_frame comes last, and wins: its offset is not complemented.
        if (!IsSorted(found))
            found.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Entry.CompareTo(b.Entry));
        ulong first = found.Count > 0 ? found[0].Start : 0;
        var starts = new uint[found.Count];
        var entries = new int[found.Count];
        int count = 0;
        foreach ((ulong start, int entry) in found)
        {
            if (start - first > uint.MaxValue)
                break;
            if (count > 0 && starts[count - 1] == (uint)(start - first))
                count--;
            starts[count] = (uint)(start - first);
            entries[count++] = entry;
        }

        if (count < starts.Length)
        {
            Array.Resize(ref starts, count);
            Array.Resize(ref entries, count);
        }

        return new FunctionIndex(first, starts, entries);
    }

    private static bool IsSorted(List<(ulong Start, int Entry)> found)
    {
        for (int i = 1; i < found.Count; i++)
        {
            if (found[i].Start <= found[i - 1].Start)
                return false;
        }

        return true;
    }

    private static bool TryReadTable(ReadOnlySpan<byte> header, CfiSection frames, List<(ulong Start, int Entry)> found)
    {
        var reader = new ByteReader(header);
        if (reader.U8() != Version)
            return false;
        byte frameEncoding = reader.U8(), countEncoding = reader.U8(), tableEncoding = reader.U8();
        if (tableEncoding != DataRelativeSigned4 || countEncoding == PointerEncoding.Omit ||
            !PointerEncoding.TryRead(ref reader, frameEncoding, frames.HeaderAddress, frames.HeaderAddress, out _) ||
            !PointerEncoding.TryRead(ref reader, countEncoding, frames.HeaderAddress, frames.HeaderAddress, out ulong count) ||
            count == 0 || count > (ulong)(reader.Remaining / TableEntrySize))
        {
            return false;
        }

        ReadOnlySpan<byte> table = header.Slice(reader.Position, (int)count * TableEntrySize);
        found.Capacity = (int)count;
        for (; !table.IsEmpty; table = table[TableEntrySize..])
        {
            ulong start = frames.HeaderAddress + (ulong)BinaryPrimitives.ReadInt32LittleEndian(table);
            ulong entry = frames.HeaderAddress + (ulong)BinaryPrimitives.ReadInt32LittleEndian(table[4..]) - frames.Address;
            // An entry outside of the section stays: it reads as corrupt when it is needed.
            found.Add((start, entry <= int.MaxValue ? (int)entry : int.MaxValue));
        }

        return true;
    }

    private static void Walk(CfiSection section, List<(ulong Start, int Entry)> found, bool isDebugFrame)
    {
        int offset = 0;
        while (section.TryReadHeader(offset, out int end, out int commonOffset, out _))
        {
            // Linkers leave entries of functions they dropped in .debug_frame, at address 0.
            if (commonOffset >= 0 && section.TryReadFunction(offset, out FunctionEntry entry) && entry.Start != 0)
                found.Add((entry.Start, isDebugFrame ? ~offset : offset));
            offset = end;
        }
    }
}
