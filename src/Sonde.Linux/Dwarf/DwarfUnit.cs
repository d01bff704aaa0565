using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>One compile unit: what its values mean, and its tables once they have been asked for.</summary>
internal sealed class DwarfUnit
{
    private const int MaxRangesPerEntry = 1_000_000;

    public DwarfUnit(
        DwarfData data, UnitHeader header, AbbreviationTable abbreviations, DwarfUnit? skeleton = null, SplitBases bases = default)
    {
        Bases = bases;
        Data = data;
        Header = header;
        Abbreviations = abbreviations;
        Skeleton = skeleton;
        SectionCursor cursor = data.References;
        cursor.Seek(header.FirstEntry);
        if (abbreviations.Find(cursor.Unsigned()) is { } shape)
        {
            RootTag = shape.Tag;
            DwarfEntry.Read(cursor, shape, header.Encoding, out Root);
        }

        StringOffsetsBase = bases.StringOffsets
            + (Root.StringOffsetsBase.IsPresent ? Root.StringOffsetsBase.Raw : DefaultStringOffsetsBase);
        if (TryReadAddress(Root.LowPc, out ulong low))
            BaseAddress = low;
        else if (skeleton is not null)
            BaseAddress = skeleton.BaseAddress;
    }

    public DwarfData Data { get; }

    public UnitHeader Header { get; }

    public AbbreviationTable Abbreviations { get; }

    /// <summary>For a split unit, the unit in the linked file that has its addresses and lines.</summary>
    public DwarfUnit? Skeleton { get; }

    public readonly DwarfEntry Root;

    public DwarfTag RootTag { get; }

    /// <summary>What ranges are relative to.</summary>
    public ulong BaseAddress { get; }

    private SplitBases Bases { get; }

    private ulong StringOffsetsBase { get; }

    // A split unit's table starts behind the header of its section, if it has one.
    private ulong DefaultStringOffsetsBase => Data.IsSplit && Header.Encoding.Version >= 5 ? Header.Encoding.Is64 ? 16UL : 8UL : 0;

    private DwarfUnit Linked => Skeleton ?? this;

    /// <summary>Reads a string value; null when it is absent or in a file of its own (dwz).</summary>
    public string? ReadString(DwarfValue value)
    {
        switch (value.Form)
        {
            case DwarfForm.String:
                return ReadAt(Data.References, value.Raw);
            case DwarfForm.StringPointer:
                return ReadAt(Data.Strings, value.Raw);
            case DwarfForm.LineStringPointer:
                return ReadAt(Data.LineStrings, value.Raw);
            case DwarfForm.StringIndex or DwarfForm.StringIndex1 or DwarfForm.StringIndex2 or DwarfForm.StringIndex3
                or DwarfForm.StringIndex4 or DwarfForm.GnuStringIndex:
                SectionCursor offsets = Data.StringOffsets;
                if (value.Raw > offsets.Length)
                    return null;
                offsets.Seek(StringOffsetsBase + (value.Raw * (ulong)Header.Encoding.OffsetSize));
                ulong offset = offsets.Offset(Header.Encoding.Is64);
                return offsets.IsBroken ? null : ReadAt(Data.Strings, offset);
            default:
                return null;
        }
    }

    /// <summary>Reads an address value; false when it is absent.</summary>
    public bool TryReadAddress(DwarfValue value, out ulong address)
    {
        switch (value.Form)
        {
            case DwarfForm.Address:
                address = value.Raw;
                return true;
            case DwarfForm.AddressIndex or DwarfForm.AddressIndex1 or DwarfForm.AddressIndex2 or DwarfForm.AddressIndex3
                or DwarfForm.AddressIndex4 or DwarfForm.GnuAddressIndex:
                return TryReadIndexedAddress(value.Raw, out address);
            default:
                address = 0;
                return false;
        }
    }

    /// <summary>Adds the address ranges of an entry: its list, or its low and high address.</summary>
    public void ReadRanges(in DwarfEntry entry, List<AddressRange> ranges)
    {
        if (entry.Ranges.IsPresent)
        {
            if (Header.Encoding.Version >= 5)
                ReadRangeList(entry.Ranges, ranges);
            else
                ReadOldRanges(entry.Ranges.Raw, ranges);
            return;
        }

        if (!entry.HighPc.IsPresent || !TryReadAddress(entry.LowPc, out ulong low))
            return;
        // An address, or since version 4 mostly a length.
        ulong high = TryReadAddress(entry.HighPc, out ulong address) ? address : low + entry.HighPc.Raw;
        Add(ranges, low, high);
    }

    private static string? ReadAt(SectionCursor cursor, ulong position)
    {
        cursor.Seek(position);
        return cursor.IsBroken ? null : cursor.String();
    }

    /// <summary>Adds a range, unless the linker removed its code: then it is empty, or starts at 0 or at the very end.</summary>
    private static void Add(List<AddressRange> ranges, ulong start, ulong end)
    {
        if (start > 1 && start < end)
            ranges.Add(new AddressRange(start, end));
    }

    private bool TryReadIndexedAddress(ulong index, out ulong address)
    {
        SectionCursor cursor = Linked.Data.Addresses;
        DwarfValue start = Linked.Root.AddressBase;
        address = 0;
        if (index > cursor.Length)
            return false;
        cursor.Seek((start.IsPresent ? start.Raw : 0) + (index * (ulong)Header.Encoding.AddressSize));
        address = cursor.Address(Header.Encoding.AddressSize);
        return !cursor.IsBroken;
    }

    private void ReadOldRanges(ulong offset, List<AddressRange> ranges)
    {
        SectionCursor cursor = Linked.Data.Ranges;
        if (Skeleton is not null)
            offset += Skeleton.Root.GnuRangesBase.Raw;
        cursor.Seek(offset);
        ulong baseAddress = BaseAddress;
        ulong escape = Header.Encoding.AddressSize == 8 ? ulong.MaxValue : uint.MaxValue;
        for (int i = 0; i < MaxRangesPerEntry; i++)
        {
            ulong start = cursor.Address(Header.Encoding.AddressSize);
            ulong end = cursor.Address(Header.Encoding.AddressSize);
            if (cursor.IsBroken || (start == 0 && end == 0))
                return;
            if (start == escape)
                baseAddress = end;
            else if (start != end)
                Add(ranges, baseAddress + start, baseAddress + end);
        }
    }

    private void ReadRangeList(DwarfValue value, List<AddressRange> ranges)
    {
        const byte EndOfList = 0, BaseIndex = 1, StartIndexEndIndex = 2, StartIndexLength = 3, OffsetPair = 4, Base = 5,
            StartEnd = 6, StartLength = 7; // DW_RLE_…, DWARF 5, section 7.25

        SectionCursor cursor = Data.RangeLists;
        cursor.Seek(RangeListOffset(value));
        ulong baseAddress = BaseAddress;
        int size = Header.Encoding.AddressSize;
        for (int i = 0; i < MaxRangesPerEntry && !cursor.IsBroken; i++)
        {
            ulong start, end;
            switch (cursor.U8())
            {
                case BaseIndex:
                    TryReadIndexedAddress(cursor.Unsigned(), out baseAddress);
                    continue;
                case StartIndexEndIndex:
                    TryReadIndexedAddress(cursor.Unsigned(), out start);
                    TryReadIndexedAddress(cursor.Unsigned(), out end);
                    break;
                case StartIndexLength:
                    TryReadIndexedAddress(cursor.Unsigned(), out start);
                    end = start + cursor.Unsigned();
                    break;
                case OffsetPair:
                    start = baseAddress + cursor.Unsigned();
                    end = baseAddress + cursor.Unsigned();
                    break;
                case Base:
                    baseAddress = cursor.Address(size);
                    continue;
                case StartEnd:
                    start = cursor.Address(size);
                    end = cursor.Address(size);
                    break;
                case StartLength:
                    start = cursor.Address(size);
                    end = start + cursor.Unsigned();
                    break;
                case EndOfList:
                default:
                    return;
            }

            if (!cursor.IsBroken)
                Add(ranges, start, end);
        }
    }

    private ulong RangeListOffset(DwarfValue value)
    {
        if (value.Form != DwarfForm.RangeListIndex)
            return Bases.RangeLists + value.Raw;
        // The base points behind the section's header, to the offsets, which count from there.
        ulong header = Header.Encoding.Is64 ? 20UL : 12UL;
        ulong start = Bases.RangeLists + (Root.RangeListsBase.IsPresent ? Root.RangeListsBase.Raw : header);
        SectionCursor cursor = Data.RangeLists;
        if (value.Raw > cursor.Length)
            return ulong.MaxValue;
        cursor.Seek(start + (value.Raw * (ulong)Header.Encoding.OffsetSize));
        ulong offset = cursor.Offset(Header.Encoding.Is64);
        return cursor.IsBroken ? ulong.MaxValue : start + offset;
    }
}
