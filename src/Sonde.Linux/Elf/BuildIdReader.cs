using System.Buffers.Binary;

namespace Sonde.Linux.Elf;

/// <summary>Finds the build ID among an ELF file's notes.</summary>
internal static class BuildIdReader
{
    private const uint BuildIdNote = 3; // NT_GNU_BUILD_ID, include/uapi/linux/elf.h
    private const int MaxNotesLength = 1 << 20;
    private const int MaxBuildIdLength = 64; // SHA-1 has 20; the kernel takes no more than 20, linkers offer more.
    private const int NoteHeaderLength = 12;

    public static string Read(ByteImage image, IReadOnlyList<ElfSegment> segments, IReadOnlyList<ElfSection> sections)
    {
        foreach (ElfSegment segment in segments)
        {
            if (segment.Kind == ElfSegmentKind.Note && ReadNotes(image, segment.FileOffset, segment.FileSize) is { } id)
                return id;
        }

        foreach (ElfSection section in sections)
        {
            if (section.Kind == ElfSectionKind.Note && ReadNotes(image, section.FileOffset, section.Size) is { } id)
                return id;
        }

        return "";
    }

    private static string? ReadNotes(ByteImage image, ulong offset, ulong size)
    {
        if (offset >= image.Length)
            return null;
        var notes = new byte[(int)Math.Min(Math.Min(size, image.Length - offset), MaxNotesLength)];
        ReadOnlySpan<byte> rest = notes.AsSpan(0, image.Read(offset, notes));
        while (rest.Length >= NoteHeaderLength)
        {
            uint nameSize = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            uint valueSize = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            uint kind = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
            ulong valueStart = NoteHeaderLength + Padded(nameSize);
            ulong next = valueStart + Padded(valueSize);
            if (valueStart + valueSize > (ulong)rest.Length)
                return null;
            if (kind == BuildIdNote && valueSize is > 0 and <= MaxBuildIdLength
                && rest.Slice(NoteHeaderLength, (int)nameSize).SequenceEqual("GNU\0"u8))
                return Convert.ToHexStringLower(rest.Slice((int)valueStart, (int)valueSize));
            if (next >= (ulong)rest.Length)
                return null;
            rest = rest[(int)next..];
        }

        return null;
    }

    // Linux aligns notes to 4 bytes in 64-bit files too, except .note.gnu.property, which is a multiple of 8 anyway.
    private static ulong Padded(uint size) => ((ulong)size + 3) & ~3UL;
}
