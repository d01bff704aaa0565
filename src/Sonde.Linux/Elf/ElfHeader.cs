using System.Buffers.Binary;
using System.Text;

namespace Sonde.Linux.Elf;

/// <summary>The file header (<c>Elf64_Ehdr</c>) and the two tables it points to (include/uapi/linux/elf.h).</summary>
internal readonly record struct ElfHeader(
    ElfType Type,
    ElfMachine Machine,
    ulong EntryPoint,
    ulong SegmentsOffset,
    int SegmentCount,
    ulong SectionsOffset,
    int SectionCount,
    int NamesIndex)
{
    public const int Length = 64, SegmentLength = 56, SectionLength = 64;

    // More than any linker writes; a file that claims more is damaged.
    private const int MaxSections = 1 << 18;
    private const int MaxNamesLength = 1 << 24;
    private const ushort ExtendedIndex = 0xffff;

    public static ElfHeader Read(ByteImage image, string path)
    {
        Span<byte> header = stackalloc byte[Length];
        if (!image.TryRead(0, header) || !header.StartsWith("\x7f"u8 + "ELF"u8))
            throw Unsupported(path, "not an ELF file");
        const byte Class64 = 2, LittleEndian = 1;
        if (header[4] != Class64)
            throw Unsupported(path, "a 32-bit program; only 64-bit ones can be read");
        if (header[5] != LittleEndian)
            throw Unsupported(path, "a big-endian program; only little-endian ones can be read");
        int segmentLength = U16(header, 54), sectionLength = U16(header, 58);
        int segmentCount = U16(header, 56), sectionCount = U16(header, 60), namesIndex = U16(header, 62);
        ulong sectionsOffset = U64(header, 40);
        if (segmentCount > 0 && segmentLength != SegmentLength)
            throw Unsupported(path, $"damaged: its program headers claim {segmentLength} bytes each");
        if (segmentCount == ExtendedIndex)
            throw Unsupported(path, "a file with more than 65534 program headers, which only core dumps have");
        if (sectionsOffset != 0 && sectionLength == SectionLength)
            ReadExtendedCounts(image, sectionsOffset, ref sectionCount, ref namesIndex);
        else
            sectionCount = 0;
        return new ElfHeader(
            (ElfType)U16(header, 16), (ElfMachine)U16(header, 18), U64(header, 24), U64(header, 32), segmentCount,
            sectionsOffset, Math.Min(sectionCount, MaxSections), namesIndex);
    }

    public ElfSegment[] ReadSegments(ByteImage image)
    {
        var table = new byte[SegmentCount * SegmentLength];
        int count = image.Read(SegmentsOffset, table) / SegmentLength;
        var segments = new ElfSegment[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = table.AsSpan(i * SegmentLength, SegmentLength);
            segments[i] = new ElfSegment(
                (ElfSegmentKind)U32(entry, 0), (ElfSegmentFlags)U32(entry, 4), U64(entry, 8), U64(entry, 16),
                U64(entry, 32), U64(entry, 40));
        }

        return segments;
    }

    public ElfSection[] ReadSections(ByteImage image)
    {
        if (SectionsOffset >= image.Length)
            return [];
        ulong room = (image.Length - SectionsOffset) / SectionLength;
        var table = new byte[(int)Math.Min((ulong)SectionCount, room) * SectionLength];
        int count = image.Read(SectionsOffset, table) / SectionLength;
        byte[] names = ReadNames(image, table, count);
        var sections = new ElfSection[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = table.AsSpan(i * SectionLength, SectionLength);
            sections[i] = new ElfSection(
                NameAt(names, U32(entry, 0)), (ElfSectionKind)U32(entry, 4), U64(entry, 8), U64(entry, 16),
                U64(entry, 24), U64(entry, 32), U32(entry, 40), U64(entry, 56));
        }

        return sections;
    }

    // Files with more than 65279 sections keep the real counts in the first section header (the ELF specification's
    // "extended section numbering").
    private static void ReadExtendedCounts(ByteImage image, ulong offset, ref int count, ref int namesIndex)
    {
        Span<byte> first = stackalloc byte[SectionLength];
        if (!image.TryRead(offset, first))
            return;
        if (count == 0)
            count = (int)Math.Min(U64(first, 32), MaxSections);
        if (namesIndex == ExtendedIndex)
            namesIndex = (int)Math.Min(U32(first, 40), MaxSections);
    }

    private byte[] ReadNames(ByteImage image, byte[] table, int count)
    {
        if (NamesIndex >= count)
            return [];
        ReadOnlySpan<byte> entry = table.AsSpan(NamesIndex * SectionLength, SectionLength);
        ulong offset = U64(entry, 24), size = U64(entry, 32);
        if (offset >= image.Length)
            return [];
        var names = new byte[(int)Math.Min(Math.Min(size, image.Length - offset), MaxNamesLength)];
        image.Read(offset, names);
        return names;
    }

    private static string NameAt(ReadOnlySpan<byte> names, uint offset)
    {
        // Sections' names are short; a longer one is damage, and must not be copied for each of many sections.
        const int MaxName = 256;
        if (offset >= (uint)names.Length)
            return "";
        ReadOnlySpan<byte> rest = names[(int)offset..];
        rest = rest[..Math.Min(rest.Length, MaxName)];
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private static TargetException Unsupported(string path, string what) =>
        new(TargetError.Unsupported, $"{path} is {what}");

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
