namespace Sonde.Linux.Unwind;

/// <summary>
/// A section with call frame information, <c>.eh_frame</c> (Linux Standard Base Core 5.0, section 10.6) or
/// <c>.debug_frame</c> (DWARF 5, section 6.4.1; versions 1, 3 and 4), and the parser of its entries.
/// </summary>
/// <param name="bytes">Its content.</param>
/// <param name="address">Its link-time address.</param>
/// <param name="headerAddress">Link-time address of <c>.eh_frame_hdr</c>, or 0.</param>
/// <param name="isDebugFrame">True for <c>.debug_frame</c>.</param>
internal sealed class CfiSection(byte[] bytes, ulong address, ulong headerAddress, bool isDebugFrame)
{
    private const uint Extended = 0xffffffff; // a length of 64 bits follows

    /// <summary>Its content.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Its link-time address.</summary>
    public ulong Address => address;

    /// <summary>Link-time address of <c>.eh_frame_hdr</c>, or 0.</summary>
    public ulong HeaderAddress => headerAddress;

    /// <summary>
    /// Reads the header of the entry at an offset.
    /// </summary>
    /// <param name="offset">Offset of the entry in the section.</param>
    /// <param name="end">Offset after it.</param>
    /// <param name="commonOffset">Offset of the CIE it refers to; -1 when it is a CIE itself.</param>
    /// <param name="body">Offset of what follows.</param>
    /// <returns>False at the terminator, at the end, or when it is corrupt.</returns>
    public bool TryReadHeader(int offset, out int end, out int commonOffset, out int body)
    {
        commonOffset = body = end = 0;
        var reader = new ByteReader(bytes);
        reader.Seek(offset);
        ulong length = reader.U32();
        bool isExtended = length == Extended;
        if (isExtended)
            length = reader.U64();
        if (length == 0 || length > (ulong)reader.Remaining)
            return false;
        end = reader.Position + (int)length;
        int pointerOffset = reader.Position;
        // In .eh_frame the pointer has 4 bytes even where the length has 8 (as binutils and libgcc read it).
        ulong pointer = isExtended && isDebugFrame ? reader.U64() : reader.U32();
        body = reader.Position;
        if (reader.Failed || body > end)
            return false;
        if (pointer == (!isDebugFrame ? 0 : isExtended ? ulong.MaxValue : Extended))
        {
            commonOffset = -1;
            return true;
        }

        ulong target = isDebugFrame ? pointer : (ulong)pointerOffset - pointer;
        commonOffset = (int)target;
        return target < (ulong)bytes.Length;
    }

    /// <summary>Reads the function's entry (FDE) at an offset; false when it is corrupt or something else.</summary>
    public bool TryReadFunction(int offset, out FunctionEntry entry)
    {
        entry = default;
        if (!TryReadHeader(offset, out int end, out int commonOffset, out int body) || commonOffset < 0 ||
            !TryReadCommon(commonOffset, out CommonInformation common))
        {
            return false;
        }

        var reader = new ByteReader(Bytes[..end]);
        reader.Seek(body);
        if (!PointerEncoding.TryRead(ref reader, common.AddressEncoding, address, headerAddress, out ulong start) ||
            !PointerEncoding.TryReadLength(ref reader, common.AddressEncoding, out ulong length))
        {
            return false;
        }

        if (common.HasAugmentationData)
            reader.Skip(reader.Uleb());
        entry = new FunctionEntry(common, start, length, reader.Position..end);
        return !reader.Failed && length != 0;
    }

    private bool TryReadCommon(int offset, out CommonInformation common)
    {
        common = default;
        if (!TryReadHeader(offset, out int end, out int reference, out int body) || reference >= 0)
            return false;
        var reader = new ByteReader(Bytes[..end]);
        reader.Seek(body);
        byte version = reader.U8();
        ReadOnlySpan<byte> augmentation = reader.String();
        if (version is not (1 or 3 or 4))
            return false;
        if (version == 4 && (reader.U8() != 8 || reader.U8() != 0)) // 64-bit addresses without segments
            return false;
        ulong codeAlignment = reader.Uleb();
        long dataAlignment = reader.Sleb();
        ulong returnRegister = version == 1 ? reader.U8() : reader.Uleb();
        byte encoding = PointerEncoding.Absolute;
        bool hasData = augmentation.StartsWith("z"u8);
        bool isSignal = augmentation.Contains((byte)'S');
        if (hasData)
        {
            ulong length = reader.Uleb();
            if (length > (ulong)reader.Remaining)
                return false;
            int instructions = reader.Position + (int)length;
            if (!TryReadAugmentationData(ref reader, augmentation[1..], ref encoding))
                return false;
            reader.Seek(instructions);
        }
        else if (augmentation.ContainsAnyExcept((byte)'S'))
        {
            // Without 'z' nothing tells how long an unknown augmentation is.
            return false;
        }

        common = new CommonInformation
        {
            CodeAlignment = codeAlignment,
            DataAlignment = dataAlignment,
            ReturnRegister = (byte)Math.Min(returnRegister, byte.MaxValue),
            AddressEncoding = encoding,
            HasAugmentationData = hasData,
            IsSignalFrame = isSignal,
            Instructions = reader.Position..end,
        };
        return !reader.Failed;
    }

    private bool TryReadAugmentationData(ref ByteReader reader, scoped ReadOnlySpan<byte> augmentation, ref byte encoding)
    {
        foreach (byte letter in augmentation)
        {
            switch (letter)
            {
                case (byte)'R':
                    encoding = reader.U8();
                    break;
                case (byte)'P':
                    if (!PointerEncoding.TryRead(ref reader, reader.U8(), address, headerAddress, out _))
                        return false;
                    break;
                case (byte)'L':
                    reader.U8();
                    break;
                case (byte)'S' or (byte)'B' or (byte)'G':
                    // A signal frame; arm64 return addresses signed with key B; memory tagging. No data.
                    break;
                default:
                    // What follows is unknown, but 'z' told its length; the encoding must have been read before.
                    return true;
            }
        }

        return !reader.Failed;
    }
}
