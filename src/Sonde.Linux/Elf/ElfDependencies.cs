using System.Buffers.Binary;
using System.Text;

namespace Sonde.Linux.Elf;

/// <summary>What the dynamic loader reads of a file before it runs: its loader, libraries, where to look, symbol versions.</summary>
public sealed record ElfDependencies
{
    private const int MaxTable = 1 << 16, MaxStrings = 1 << 24, MaxRecords = 1 << 14, EntryLength = 16;

    /// <summary>Tags of the dynamic table (include/uapi/linux/elf.h; the last four are GNU's).</summary>
    private const ulong NeededTag = 1, StringsTag = 5, StringsSizeTag = 10, RpathTag = 15, RunpathTag = 29, DefinitionsTag = 0x6ffffffc,
        DefinitionCountTag = 0x6ffffffd, NeedsTag = 0x6ffffffe, NeedCountTag = 0x6fffffff;

    /// <summary>The loader (PT_INTERP); empty for a static program or a library.</summary>
    public required string Loader { get; init; }

    /// <summary>Names of the libraries it needs, in order.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];

    /// <summary>DT_RPATH: folders to search before all others, parted by colons; ignored when there is a <see cref="Runpath"/>.</summary>
    public string Rpath { get; init; } = "";

    /// <summary>DT_RUNPATH: folders to search for its own libraries.</summary>
    public string Runpath { get; init; } = "";

    /// <summary>The versions it needs.</summary>
    public IReadOnlyList<NeededVersion> NeededVersions { get; init; } = [];

    /// <summary>The versions it defines.</summary>
    public IReadOnlySet<string> DefinedVersions { get; init; } = new HashSet<string>();

    /// <summary>Reads a file; what is damaged in it reads as absent.</summary>
    public static ElfDependencies Read(ElfFile file)
    {
        string loader = "";
        List<(ulong Tag, ulong Value)> table = [];
        foreach (ElfSegment segment in file.Segments)
        {
            if (segment.Kind == ElfSegmentKind.Interpreter)
                loader = Encoding.UTF8.GetString(Bytes(file, segment.FileOffset, segment.FileSize, MaxTable)).Split('\0')[0];
            else if (segment.Kind == ElfSegmentKind.Dynamic)
                table = ReadTable(Bytes(file, segment.FileOffset, segment.FileSize, MaxTable));
        }

        byte[] strings = file.TryGetFileOffset(Value(table, StringsTag), out ulong offset)
            ? Bytes(file, offset, Value(table, StringsSizeTag), MaxStrings) : [];
        return new ElfDependencies
        {
            Loader = loader,
            Libraries = [.. table.Where(entry => entry.Tag == NeededTag).Select(entry => StringAt(strings, entry.Value)).Where(name => name.Length > 0)],
            Rpath = StringOf(RpathTag),
            Runpath = StringOf(RunpathTag),
            NeededVersions = ReadNeeds(file, table, strings),
            DefinedVersions = ReadDefinitions(file, table, strings),
        };

        string StringOf(ulong tag) => table.Any(entry => entry.Tag == tag) ? StringAt(strings, Value(table, tag)) : "";
    }

    private static List<(ulong Tag, ulong Value)> ReadTable(byte[] bytes)
    {
        var table = new List<(ulong, ulong)>();
        for (int at = 0; at + EntryLength <= bytes.Length; at += EntryLength)
        {
            ulong tag = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            if (tag == 0)
                break;
            table.Add((tag, BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at + 8))));
        }

        return table;
    }

    // Elf64_Verneed { u16 version, count; u32 file, first, next }, Elf64_Vernaux { u32 hash; u16 flags, other; u32 name, next }.
    private static List<NeededVersion> ReadNeeds(ElfFile file, List<(ulong Tag, ulong Value)> table, byte[] strings)
    {
        const ushort Weak = 2;
        var needs = new List<NeededVersion>();
        Span<byte> record = stackalloc byte[16];
        ulong at = Value(table, NeedsTag), count = Math.Min(Value(table, NeedCountTag), MaxRecords);
        for (ulong i = 0; i < count && at != 0 && file.TryReadAddress(at, record); i++)
        {
            ushort versions = BinaryPrimitives.ReadUInt16LittleEndian(record[2..]);
            string library = StringAt(strings, BinaryPrimitives.ReadUInt32LittleEndian(record[4..]));
            ulong version = at + BinaryPrimitives.ReadUInt32LittleEndian(record[8..]);
            uint next = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
            for (int j = 0; j < versions && needs.Count < MaxRecords && file.TryReadAddress(version, record); j++)
            {
                ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
                needs.Add(new NeededVersion(library, StringAt(strings, BinaryPrimitives.ReadUInt32LittleEndian(record[8..])), (flags & Weak) != 0));
                uint step = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
                if (step == 0)
                    break;
                version += step;
            }

            if (next == 0)
                break;
            at += next;
        }

        return needs;
    }

    // Elf64_Verdef { u16 version, flags, index, count; u32 hash, first, next }, Elf64_Verdaux { u32 name, next }: the first name is its own.
    private static HashSet<string> ReadDefinitions(ElfFile file, List<(ulong Tag, ulong Value)> table, byte[] strings)
    {
        var definitions = new HashSet<string>(StringComparer.Ordinal);
        Span<byte> record = stackalloc byte[20];
        Span<byte> name = stackalloc byte[8];
        ulong at = Value(table, DefinitionsTag), count = Math.Min(Value(table, DefinitionCountTag), MaxRecords);
        for (ulong i = 0; i < count && at != 0 && file.TryReadAddress(at, record); i++)
        {
            if (file.TryReadAddress(at + BinaryPrimitives.ReadUInt32LittleEndian(record[12..]), name))
                definitions.Add(StringAt(strings, BinaryPrimitives.ReadUInt32LittleEndian(name)));
            uint next = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
            if (next == 0)
                break;
            at += next;
        }

        return definitions;
    }

    private static ulong Value(List<(ulong Tag, ulong Value)> table, ulong tag) => table.FirstOrDefault(entry => entry.Tag == tag).Value;

    private static byte[] Bytes(ElfFile file, ulong offset, ulong size, int most)
    {
        if (offset >= file.Length)
            return [];
        var bytes = new byte[(int)Math.Min(Math.Min(size, file.Length - offset), (ulong)most)];
        return bytes[..file.Read(offset, bytes)];
    }

    private static string StringAt(byte[] strings, ulong offset)
    {
        if (offset >= (ulong)strings.Length)
            return "";
        ReadOnlySpan<byte> rest = strings.AsSpan((int)offset);
        int end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
