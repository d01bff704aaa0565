using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Memory;

namespace Sonde.Linux.Elf;

/// <summary>
/// A 64-bit little-endian ELF file: headers, sections, build ID and symbols. Nothing is read before it is needed and the
/// file never as a whole; what its headers claim is checked against the file's length. Safe for concurrent readers.
/// </summary>
public sealed class ElfFile : IDisposable
{
    private readonly ByteImage _image;
    private readonly Lazy<string> _buildId;
    private readonly Lazy<SymbolTable> _symbols;

    private ElfFile(ByteImage image, string path)
    {
        _image = image;
        Path = path;
        ElfHeader header = ElfHeader.Read(image, path);
        Type = header.Type;
        Machine = header.Machine;
        EntryPoint = header.EntryPoint;
        Segments = header.ReadSegments(image);
        Sections = header.ReadSections(image);
        _buildId = new(() => BuildIdReader.Read(_image, Segments, Sections));
        _symbols = new(() => new SymbolTable(_image, Segments, Sections));
    }

    /// <summary>The path it was opened by, or the name given to an image.</summary>
    public string Path { get; }

    /// <summary>What it is for.</summary>
    public ElfType Type { get; }

    /// <summary>The processor it is for.</summary>
    public ElfMachine Machine { get; }

    /// <summary>Link-time address of the first instruction; 0 for most libraries.</summary>
    public ulong EntryPoint { get; }

    /// <summary>The program headers; those that the file's end cuts off are left out.</summary>
    public IReadOnlyList<ElfSegment> Segments { get; }

    /// <summary>The section headers; empty when the file has none or they are damaged.</summary>
    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>Build ID in lower-case hex; empty when there is none.</summary>
    public string BuildId => _buildId.Value;

    /// <summary>The symbols, read when first asked for.</summary>
    public SymbolTable Symbols => _symbols.Value;

    /// <summary>The bytes, for readers of single sections.</summary>
    internal ByteImage Image => _image;

    /// <summary>Length of the file in bytes.</summary>
    public ulong Length => _image.Length;

    /// <summary>
    /// Opens a file; <c>/proc/PID/root/…</c> and <c>/proc/PID/map_files/…</c> are fine. It stays readable until disposed,
    /// even when it is deleted or the target exits.
    /// </summary>
    /// <exception cref="TargetException">
    /// There is no such file, it may not be read, or it is not a 64-bit little-endian ELF file.
    /// </exception>
    public static ElfFile Open(string path) => Read(FileImage.Open(path), path);

    /// <summary>Takes over a file that is open for reading; it is closed with this object, and when it is refused.</summary>
    /// <exception cref="TargetException">It is not a 64-bit little-endian ELF file.</exception>
    public static ElfFile Open(SafeFileHandle handle, string path) => Read(FileImage.Open(handle, path), path);

    /// <summary>Opens a file; false instead of an error.</summary>
    public static bool TryOpen(string path, [NotNullWhen(true)] out ElfFile? file)
    {
        try
        {
            file = Open(path);
            return true;
        }
        catch (TargetException)
        {
            file = null;
            return false;
        }
    }

    /// <summary>Reads an image in the layout of a file, for example the vDSO's.</summary>
    /// <exception cref="TargetException">It is not a 64-bit little-endian ELF image.</exception>
    public static ElfFile FromBytes(ReadOnlyMemory<byte> bytes, string name) => new(new MemoryImage(bytes), name);

    /// <summary>
    /// Copies an image out of a target's memory, where it must lie as in the file: the vDSO does, whose one segment starts
    /// at offset 0. At most 1 MiB is read.
    /// </summary>
    /// <exception cref="TargetException">It cannot be read, or is not a 64-bit little-endian ELF image.</exception>
    public static ElfFile FromMemory(ProcessMemory memory, UserAddress start, ulong length, string name)
    {
        const ulong Limit = 1 << 20;
        var bytes = new byte[Math.Min(length, Limit)];
        // Not all of it may be readable (the vDSO's data pages are not part of it): the headers are checked anyway.
        int read = memory.Read([new RemoteRange(start, (nuint)bytes.Length)], bytes);
        return FromBytes(bytes.AsMemory(0, read), name);
    }

    /// <summary>Finds a section by its name.</summary>
    public bool TryFindSection(string name, out ElfSection section)
    {
        foreach (ElfSection candidate in Sections)
        {
            if (candidate.Name == name)
            {
                section = candidate;
                return true;
            }
        }

        section = default;
        return false;
    }

    /// <summary>Finds the symbol of any kind with exactly this name, in .symtab or .dynsym; a version is not part of it.</summary>
    public bool TryFindSymbol(string name, out ElfSymbol symbol) => Symbols.TryFind(name, out symbol);

    /// <summary>
    /// The start of the function that a link-time address belongs to, from the unwind table, which stripped files have too;
    /// false when it does not tell.
    /// </summary>
    public bool TryFindFunctionStart(ulong address, out ulong start) => TryFindFunction(address, out start, out _);

    /// <summary>
    /// The function, or the part of a function that the compiler has put elsewhere, that a link-time address belongs to, from the unwind
    /// table; false when it does not tell.
    /// </summary>
    public bool TryFindFunction(ulong address, out ulong start, out ulong length)
    {
        (start, length) = UnwindIndex.FindFunction(this, address);
        return length != 0;
    }

    /// <summary>The link-time address of a byte of the file; false when it is not mapped.</summary>
    /// <param name="offset">Offset in the file, in bytes.</param>
    /// <param name="executable">Where two segments share a page: take the code's.</param>
    /// <param name="address">The address.</param>
    public bool TryGetAddress(ulong offset, bool executable, out ulong address)
    {
        foreach (ElfSegment segment in Segments)
        {
            if (segment.Kind == ElfSegmentKind.Load && segment.IsExecutable == executable && segment.ContainsFileOffset(offset))
            {
                address = offset - segment.FileOffset + segment.Address;
                return true;
            }
        }

        address = 0;
        return false;
    }

    /// <summary>The offset in the file of a link-time address; false when it is not in the file (for example in .bss).</summary>
    public bool TryGetFileOffset(ulong address, out ulong offset)
    {
        foreach (ElfSegment segment in Segments)
        {
            if (segment.Kind == ElfSegmentKind.Load && segment.ContainsAddress(address))
            {
                offset = address - segment.Address + segment.FileOffset;
                return true;
            }
        }

        offset = 0;
        return false;
    }

    /// <summary>
    /// What to add to a link-time address to get the address in a process (modulo 2^64), told from one of its mappings of
    /// this file. False when no segment can have made that mapping.
    /// </summary>
    /// <param name="mappingStart">First address of the mapping.</param>
    /// <param name="mappingOffset">Its offset in the file.</param>
    /// <param name="executable">Whether the mapping is executable.</param>
    /// <param name="bias">The distance; 0 for a program at fixed addresses.</param>
    public bool TryGetLoadBias(ulong mappingStart, ulong mappingOffset, bool executable, out ulong bias)
    {
        // The loader rounds a segment's start down to a page; pages of up to 64 KiB exist (arm64).
        const ulong LargestPage = 0x10000;
        foreach (ElfSegment segment in Segments)
        {
            if (segment.Kind != ElfSegmentKind.Load || segment.IsExecutable != executable)
                continue;
            ulong first = segment.FileOffset & ~(LargestPage - 1);
            if (mappingOffset >= first && mappingOffset - first < segment.FileSize + (segment.FileOffset - first))
            {
                bias = mappingStart - (mappingOffset - segment.FileOffset + segment.Address);
                return true;
            }
        }

        bias = 0;
        return false;
    }

    /// <summary>Reads bytes of the file; fewer than asked for at its end.</summary>
    public int Read(ulong offset, Span<byte> buffer) => _image.Read(offset, buffer);

    /// <summary>Reads bytes by link-time address; false when they are not all in the file.</summary>
    public bool TryReadAddress(ulong address, Span<byte> buffer) =>
        TryGetFileOffset(address, out ulong offset) && _image.TryRead(offset, buffer);

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();

    private static ElfFile Read(FileImage image, string path)
    {
        try
        {
            return new ElfFile(image, path);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }
}
