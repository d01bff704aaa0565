namespace Sonde.Linux.Unwind;

/// <summary>How <c>.eh_frame</c> stores an address (DW_EH_PE_*, Linux Standard Base Core 5.0, section 10.5.1).</summary>
internal static class PointerEncoding
{
    public const byte Absolute = 0x00, Omit = 0xff;

    private const byte Uleb128 = 0x01, Data2 = 0x02, Data4 = 0x03, Data8 = 0x04;
    private const byte Sleb128 = 0x09, Signed2 = 0x0a, Signed4 = 0x0b, Signed8 = 0x0c;
    private const byte PcRelative = 0x10, DataRelative = 0x30, Aligned = 0x50;
    private const byte FormatMask = 0x0f, BaseMask = 0x70, Indirect = 0x80;

    /// <summary>Reads an address.</summary>
    /// <param name="reader">Stands at the address.</param>
    /// <param name="encoding">A DW_EH_PE_* value.</param>
    /// <param name="sectionAddress">Link-time address of the reader's first byte.</param>
    /// <param name="dataAddress">What data-relative addresses count from: that of <c>.eh_frame_hdr</c>.</param>
    /// <param name="value">The address; 0 where the encoding says that there is none.</param>
    /// <returns>False when the encoding is not one that a function's address can have, or the bytes end.</returns>
    public static bool TryRead(
        ref ByteReader reader, byte encoding, ulong sectionAddress, ulong dataAddress, out ulong value)
    {
        value = 0;
        if (encoding == Omit)
            return true;
        if ((encoding & BaseMask) == Aligned)
            reader.Skip((0 - (sectionAddress + (ulong)reader.Position)) & 7);
        ulong relativeTo;
        switch (encoding & BaseMask)
        {
            case Absolute or Aligned:
                relativeTo = 0;
                break;
            case PcRelative:
                relativeTo = sectionAddress + (ulong)reader.Position;
                break;
            case DataRelative:
                relativeTo = dataAddress;
                break;
            default:
                // Text- and function-relative addresses are of other processors.
                return false;
        }

        if (!TryReadNumber(ref reader, encoding, out ulong number))
            return false;
        // The address of the address: it is in memory only, and of interest only for a personality routine.
        value = (encoding & Indirect) != 0 ? 0 : relativeTo + number;
        return true;
    }

    /// <summary>Reads a length: an address's format without what it is relative to.</summary>
    public static bool TryReadLength(ref ByteReader reader, byte encoding, out ulong length) =>
        TryReadNumber(ref reader, encoding, out length);

    private static bool TryReadNumber(ref ByteReader reader, byte encoding, out ulong number)
    {
        number = (encoding & FormatMask) switch
        {
            Absolute or Data8 or Signed8 => reader.U64(),
            Uleb128 => reader.Uleb(),
            Data2 => reader.U16(),
            Data4 => reader.U32(),
            Sleb128 => (ulong)reader.Sleb(),
            Signed2 => (ulong)(short)reader.U16(),
            Signed4 => (ulong)(int)reader.U32(),
            _ => Invalid(ref reader),
        };
        return !reader.Failed;
    }

    private static ulong Invalid(ref ByteReader reader)
    {
        reader.Skip(ulong.MaxValue);
        return 0;
    }
}
