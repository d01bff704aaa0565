using System.Buffers.Binary;
using System.IO.Compression;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Unwind;

/// <summary>
/// Finds and reads a module's sections with call frame information. They are copied, not mapped: a target can truncate its
/// file at any time.
/// </summary>
internal static class CfiSections
{
    // The largest programs known (browsers) have 20 MB.
    private const ulong MaxSize = 256UL << 20;

    // Elf64_Chdr, include/uapi/linux/elf.h is silent; System V ABI, "Section Compression".
    private const ulong CompressedFlag = 0x800;
    private const int CompressionHeaderSize = 24, ZlibCompression = 1;

    /// <summary>Reads <c>.eh_frame_hdr</c>, which the program headers tell, so that no section header is needed.</summary>
    public static byte[] ReadHeader(ElfFile file, out ulong address)
    {
        foreach (ElfSegment segment in file.Segments)
        {
            if (segment.Kind != ElfSegmentKind.EhFrameHeader)
                continue;
            address = segment.Address;
            return Read(file, segment.FileOffset, segment.FileSize);
        }

        address = 0;
        return [];
    }

    /// <summary>Reads <c>.eh_frame</c>: where the header says, else the section of that name; null when there is none.</summary>
    public static CfiSection? ReadFrames(ElfFile file, ReadOnlySpan<byte> header, ulong headerAddress)
    {
        bool hasSection = file.TryFindSection(".eh_frame", out ElfSection section) && !section.IsEmptyInFile;
        if (!FunctionIndex.TryReadFrameAddress(header, headerAddress, out ulong address))
        {
            return hasSection
                ? new CfiSection(Read(file, section.FileOffset, section.Size), section.Address, headerAddress, isDebugFrame: false)
                : null;
        }

        if (!file.TryGetFileOffset(address, out ulong offset))
            return null;
        ulong size = hasSection && section.Address == address ? section.Size : BytesToSegmentEnd(file, address);
        return new CfiSection(Read(file, offset, size), address, headerAddress, isDebugFrame: false);
    }

    /// <summary>Reads <c>.debug_frame</c>, which Go writes instead of <c>.eh_frame</c>; null when there is none.</summary>
    public static CfiSection? ReadDebugFrames(ElfFile file)
    {
        if (!file.TryFindSection(".debug_frame", out ElfSection section) || section.IsEmptyInFile)
            return null;
        byte[] bytes = Read(file, section.FileOffset, section.Size);
        if ((section.Flags & CompressedFlag) != 0)
            bytes = Decompress(bytes);
        return bytes.Length == 0 ? null : new CfiSection(bytes, section.Address, 0, isDebugFrame: true);
    }

    private static byte[] Read(ElfFile file, ulong offset, ulong size)
    {
        ulong available = offset < file.Length ? file.Length - offset : 0;
        var bytes = new byte[Math.Min(Math.Min(size, available), MaxSize)];
        int read = file.Read(offset, bytes);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static ulong BytesToSegmentEnd(ElfFile file, ulong address)
    {
        foreach (ElfSegment segment in file.Segments)
        {
            if (segment.Kind == ElfSegmentKind.Load && segment.ContainsAddress(address))
                return segment.FileSize - (address - segment.Address);
        }

        return 0;
    }

    private static byte[] Decompress(byte[] section)
    {
        if (section.Length < CompressionHeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(section) != ZlibCompression)
            return [];
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(section.AsSpan(8));
        if (size > MaxSize)
            return [];
        var bytes = new byte[size];
        using var stream = new ZLibStream(
            new MemoryStream(section, CompressionHeaderSize, section.Length - CompressionHeaderSize), CompressionMode.Decompress);
        try
        {
            return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            // Corrupt: the module has no information here.
            return [];
        }
    }
}
