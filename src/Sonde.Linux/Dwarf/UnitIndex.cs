using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>
/// Which unit an address comes from. <c>.debug_aranges</c> tells it at once for most files of GCC; what it does not cover
/// is found from the units' first entries, which are only then looked at.
/// </summary>
internal sealed class UnitIndex
{
    private const int MaxUnits = 4_000_000;
    private const int MaxRanges = 32_000_000;

    private readonly DwarfData _data;
    private readonly Func<UnitHeader, DwarfUnit> _open;
    private List<UnitHeader>? _headers;
    private UnitRange[] _listed = [];
    private UnitRange[] _found = [];
    private bool _hasListed;
    private bool _hasFound;

    /// <summary>Creates an index that is empty at first.</summary>
    /// <param name="data">The file.</param>
    /// <param name="open">Makes a unit of its header.</param>
    public UnitIndex(DwarfData data, Func<UnitHeader, DwarfUnit> open)
    {
        _data = data;
        _open = open;
    }

    /// <summary>Finds the header of the unit whose code an address is in.</summary>
    public bool TryFind(ulong address, out UnitHeader header)
    {
        header = default;
        if (!_hasListed)
            ReadListed();
        if (TryFind(_listed, address, out UnitRange range) && UnitHeader.TryRead(_data.Headers, range.Unit, out header))
            return !header.IsTypeUnit;
        if (!_hasFound)
            ReadFirstEntries();
        return TryFind(_found, address, out range) && UnitHeader.TryRead(_data.Headers, range.Unit, out header);
    }

    /// <summary>Finds the header of the unit that contains an offset of <c>.debug_info</c>.</summary>
    public bool TryFindContaining(ulong offset, out UnitHeader header)
    {
        header = default;
        List<UnitHeader> headers = ReadHeaders();
        int low = 0, high = headers.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (headers[middle].Offset <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == 0 || offset >= headers[low - 1].End)
            return false;
        header = headers[low - 1];
        return true;
    }

    private static bool TryFind(UnitRange[] ranges, ulong address, out UnitRange found)
    {
        // Ranges overlap where a linker folded equal functions: any of them is right.
        const int MaxWalk = 16;
        int low = 0, high = ranges.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ranges[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }

        for (int i = low - 1; i >= 0 && i >= low - MaxWalk; i--)
        {
            if (address < ranges[i].End)
            {
                found = ranges[i];
                return true;
            }
        }

        found = default;
        return false;
    }

    private static UnitRange[] Sort(List<UnitRange> ranges)
    {
        UnitRange[] sorted = [.. ranges];
        Array.Sort(sorted, static (a, b) => a.Start.CompareTo(b.Start));
        return sorted;
    }

    private List<UnitHeader> ReadHeaders()
    {
        if (_headers is not null)
            return _headers;
        _headers = [];
        ulong offset = 0;
        while (_headers.Count < MaxUnits && UnitHeader.TryRead(_data.Headers, offset, out UnitHeader header))
        {
            _headers.Add(header);
            offset = header.End;
        }

        return _headers;
    }

    private void ReadListed()
    {
        _hasListed = true;
        var ranges = new List<UnitRange>();
        SectionCursor cursor = _data.AddressRanges;
        cursor.Seek(0);
        while (cursor.Position < cursor.Length && ranges.Count < MaxRanges)
        {
            ulong start = cursor.Position;
            if (!UnitHeader.TryReadLength(cursor, out ulong end, out bool is64))
                break;
            ReadListedUnit(cursor, ranges, start, end, is64);
            cursor.Seek(end);
        }

        _listed = Sort(ranges);
    }

    private static void ReadListedUnit(SectionCursor cursor, List<UnitRange> ranges, ulong start, ulong end, bool is64)
    {
        int version = cursor.U16();
        ulong unit = cursor.Offset(is64);
        int addressSize = cursor.U8();
        int segmentSize = cursor.U8();
        if (version != 2 || addressSize is not (4 or 8) || segmentSize != 0)
            return;
        // Pairs are aligned to their size, counted from the start of the set.
        ulong pair = 2 * (ulong)addressSize;
        ulong header = cursor.Position - start;
        cursor.Skip((pair - (header % pair)) % pair);
        while (cursor.Position + pair <= end && !cursor.IsBroken && ranges.Count < MaxRanges)
        {
            ulong address = cursor.Address(addressSize);
            ulong length = cursor.Address(addressSize);
            if (address == 0 && length == 0)
                return;
            if (address > 1 && length > 0 && address + length > address)
                ranges.Add(new UnitRange(address, address + length, unit));
        }
    }

    private void ReadFirstEntries()
    {
        _hasFound = true;
        var listed = new HashSet<ulong>();
        foreach (UnitRange range in _listed)
            listed.Add(range.Unit);
        var ranges = new List<UnitRange>();
        var found = new List<AddressRange>();
        foreach (UnitHeader header in ReadHeaders())
        {
            if (header.IsTypeUnit || listed.Contains(header.Offset))
                continue;
            DwarfUnit unit = _open(header);
            found.Clear();
            unit.ReadRanges(unit.Root, found);
            foreach (AddressRange range in found)
                ranges.Add(new UnitRange(range.Start, range.End, header.Offset));
            if (ranges.Count >= MaxRanges)
                break;
        }

        _found = Sort(ranges);
    }
}
