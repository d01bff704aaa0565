using System.Buffers.Binary;
using System.Text;

namespace Sonde.Linux.Elf;

/// <summary>
/// The symbols of an ELF file: .symtab and .dynsym together. Finding an address builds a compact sorted table of the
/// functions once (17 bytes for each); names are read from the file when they are asked for. Safe for concurrent readers.
/// </summary>
public sealed class SymbolTable
{
    private const int MaxNameLength = 4096;

    private readonly ByteImage _image;
    private readonly IReadOnlyList<SymbolSource> _sources;
    private readonly Lazy<FunctionTable> _functions;

    internal SymbolTable(ByteImage image, IReadOnlyList<ElfSegment> segments, IReadOnlyList<ElfSection> sections)
    {
        _image = image;
        _sources = SymbolSource.Find(image, segments, sections);
        _functions = new(() => new FunctionTable(_image, _sources, segments, sections));
    }

    /// <summary>Number of function symbols, aliases counted each. Builds the table.</summary>
    public int FunctionCount => _functions.Value.Count;

    /// <summary>True when the file has a full symbol table, not only the symbols that the dynamic linker needs.</summary>
    public bool IsFull => _sources.Any(source => source.IsFull);

    /// <summary>
    /// Finds the function that covers a link-time address. Of several names for one function the most public is taken: a
    /// global or weak one, with the fewest leading underscores, the shortest.
    /// </summary>
    public bool TryFind(ulong address, out ElfSymbol symbol)
    {
        symbol = default;
        FunctionTable functions = _functions.Value;
        int index = functions.FindCovering(address);
        if (index < 0)
            return false;
        ulong start = functions.Address(index);
        ulong size = functions.Extent(index);
        string best = "";
        SymbolRank bestRank = default;
        foreach (int alias in functions.Aliases(index))
        {
            (SymbolSource source, uint nameOffset) = functions.Name(alias);
            string name = ReadName(source, nameOffset);
            if (name.Length == 0 || name[0] == '$') // $x, $d: ARM's marks of code and data, not functions
                continue;
            var rank = new SymbolRank(functions.IsTyped(alias), functions.IsLocal(alias), name);
            if (best.Length == 0 || rank.CompareTo(bestRank) < 0)
                (best, bestRank) = (name, rank);
        }

        symbol = new ElfSymbol(best, start, size);
        return best.Length > 0;
    }

    /// <summary>Finds a defined symbol of any kind by its name; a version is not part of it.</summary>
    public bool TryFind(string name, out ElfSymbol symbol)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        foreach (SymbolSource source in _sources)
        {
            HashSet<uint> offsets = source.FindName(_image, wanted);
            if (offsets.Count == 0)
                continue;
            foreach (RawSymbol candidate in source.Read(_image))
            {
                if (candidate.IsDefined && offsets.Contains(candidate.NameOffset))
                {
                    symbol = new ElfSymbol(name, candidate.Address, candidate.Size);
                    return true;
                }
            }
        }

        symbol = default;
        return false;
    }

    /// <summary>The name of a symbol by its number in a section; null when there is none.</summary>
    internal string? NameOf(in ElfSection section, ulong number)
    {
        Span<byte> offset = stackalloc byte[sizeof(uint)];
        foreach (SymbolSource source in _sources)
        {
            if (source.Offset == section.FileOffset && number < source.Size / RawSymbol.Length
                && _image.TryRead(source.Offset + (number * RawSymbol.Length), offset))
                return ReadName(source, BinaryPrimitives.ReadUInt32LittleEndian(offset));
        }

        return null;
    }

    private string ReadName(SymbolSource source, uint offset)
    {
        Span<byte> buffer = stackalloc byte[256];
        ReadOnlySpan<byte> name = source.ReadName(_image, offset, buffer, out bool isWhole);
        if (!isWhole)
            name = source.ReadName(_image, offset, new byte[MaxNameLength], out _);
        int version = name.IndexOf((byte)'@');
        return Encoding.UTF8.GetString(version > 0 ? name[..version] : name);
    }
}
