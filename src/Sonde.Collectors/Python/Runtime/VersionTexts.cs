using System.Buffers;
using System.Buffers.Text;
using Sonde.Linux.Elf;

namespace Sonde.Collectors.Python;

/// <summary>
/// Finds the text <c>PY_VERSION</c> (Include/patchlevel.h, "3.9.2") in a file's constants. The linker may share it with the end of a
/// longer text, and other libraries that are linked in have versions too: there may be several.
/// </summary>
internal static class VersionTexts
{
    private const int ChunkLength = 1 << 20, MaxTextLength = 16, OldestMinor = 6;

    private static readonly SearchValues<byte> Suffixes = SearchValues.Create("abrc0123456789+"u8);

    /// <summary>All versions from 3.6 on that stand in constants, each once.</summary>
    public static IReadOnlyList<PythonVersion> Find(ElfFile elf)
    {
        var found = new List<PythonVersion>();
        var chunk = new byte[ChunkLength + MaxTextLength];
        foreach (ElfSegment segment in elf.Segments)
        {
            if (segment.Kind != ElfSegmentKind.Load || (segment.Flags & ElfSegmentFlags.Write) != 0)
                continue;
            for (ulong at = 0; at < segment.FileSize; at += ChunkLength)
            {
                int length = (int)Math.Min((ulong)chunk.Length, segment.FileSize - at);
                int read = elf.Read(segment.FileOffset + at, chunk.AsSpan(0, length));
                Find(chunk.AsSpan(0, read), found);
            }
        }

        return found;
    }

    /// <summary>Adds the versions that stand in bytes.</summary>
    public static void Find(ReadOnlySpan<byte> bytes, List<PythonVersion> found)
    {
        for (int at = 0; ;)
        {
            int next = bytes[at..].IndexOf("3."u8);
            if (next < 0)
                return;
            at += next;
            bool isStart = at == 0 || (bytes[at - 1] is not (>= (byte)'0' and <= (byte)'9') && bytes[at - 1] != '.');
            if (isStart && TryParse(bytes[at..], out PythonVersion version) && !found.Contains(version))
                found.Add(version);
            at += 2;
        }
    }

    // 3.MINOR.MICRO, then perhaps a1, b2, rc1 or +, then the end of the text.
    private static bool TryParse(ReadOnlySpan<byte> text, out PythonVersion version)
    {
        version = default;
        text = text[2..Math.Min(text.Length, MaxTextLength)];
        if (!Utf8Parser.TryParse(text, out byte minor, out int minorLength) || minor < OldestMinor
            || text.Length <= minorLength || text[minorLength] != '.'
            || !Utf8Parser.TryParse(text[(minorLength + 1)..], out byte micro, out int microLength))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[(minorLength + 1 + microLength)..];
        int end = rest.IndexOf((byte)0);
        if (end < 0 || rest[..end].ContainsAnyExcept(Suffixes))
            return false;
        version = new PythonVersion(3, minor, micro);
        return true;
    }
}
