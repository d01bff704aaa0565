using System.Buffers.Binary;
using System.IO.Compression;
using Sonde.Linux.Compression;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>Finds the debug sections of a file and decompresses those that are compressed when they are first asked for.</summary>
internal sealed class DwarfSections : IDisposable
{
    private const ulong CompressedFlag = 0x800; // SHF_COMPRESSED, System V gABI
    private const int HeaderLength = 24; // Elf64_Chdr
    private const uint ZlibKind = 1, ZstandardKind = 2; // ELFCOMPRESS_ZLIB, ELFCOMPRESS_ZSTD
    private const ulong MaxMemory = 16 << 20;
    private const ulong MaxRatio = 1032; // of deflate, by its format
    private const ulong MaxZstandardRatio = 32 << 10; // of a block of four bytes that repeats one byte (RFC 8878)
    private const ulong MaxLength = 16UL << 30;

    private readonly ElfFile _file;
    private readonly Dictionary<string, SectionBytes> _sections = [];
    private readonly List<ByteImage> _owned = [];
    private readonly List<string> _problems = [];

    public DwarfSections(ElfFile file) => _file = file;

    /// <summary>What could not be read, one line each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>True when the file has a section, compressed or not.</summary>
    public bool Has(string name) => TryFind(name, out _, out _);

    /// <summary>The content of a section such as <c>.debug_info</c>; empty when it is absent or cannot be decompressed.</summary>
    public SectionBytes Get(string name)
    {
        if (_sections.TryGetValue(name, out SectionBytes known))
            return known;
        SectionBytes section = default;
        if (TryFind(name, out ElfSection header, out bool isOldStyle) && header.FileOffset < _file.Length)
        {
            var stored = new SectionBytes(
                _file.Image, header.FileOffset, Math.Min(header.Size, _file.Length - header.FileOffset));
            section = isOldStyle || (header.Flags & CompressedFlag) != 0 ? Decompress(name, stored, isOldStyle) : stored;
        }

        _sections[name] = section;
        return section;
    }

    public void Dispose()
    {
        foreach (ByteImage image in _owned)
            image.Dispose();
    }

    private bool TryFind(string name, out ElfSection section, out bool isOldStyle)
    {
        isOldStyle = false;
        if (_file.TryFindSection(name, out section) && !section.IsEmptyInFile && section.Size > 0)
            return true;
        // Before SHF_COMPRESSED the name told it: .zdebug_info.
        isOldStyle = _file.TryFindSection(string.Concat(".z", name.AsSpan(1)), out section) && !section.IsEmptyInFile;
        return isOldStyle;
    }

    private SectionBytes Decompress(string name, SectionBytes stored, bool isOldStyle)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header = header[..(isOldStyle ? 12 : HeaderLength)];
        if (stored.Read(0, header) != header.Length)
            return default;
        // The old style has "ZLIB" and the length as a big-endian number.
        uint kind = isOldStyle ? ZlibKind : BinaryPrimitives.ReadUInt32LittleEndian(header);
        ulong length = isOldStyle
            ? BinaryPrimitives.ReadUInt64BigEndian(header[4..]) : BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        ulong packed = stored.Length - (ulong)header.Length;
        if (kind is not (ZlibKind or ZstandardKind))
            return Problem($"section {name} of {_file.Path} is compressed with method {kind}, which cannot be read here: use objcopy --decompress-debug-sections");
        if (length > MaxLength || length / (kind == ZlibKind ? MaxRatio : MaxZstandardRatio) > packed)
            return Problem($"section {name} of {_file.Path} claims an impossible size of {length} bytes");
        return Decompress(name, kind, new SectionBytes(stored.Image, stored.Start + (ulong)header.Length, packed), length);
    }

    private SectionBytes Decompress(string name, uint kind, SectionBytes packed, ulong length)
    {
        try
        {
            var stored = new ImageStream(packed.Image!, packed.Start, packed.Length);
            using Stream source = kind == ZlibKind
                ? new ZLibStream(stored, CompressionMode.Decompress)
                : new ZstandardStream(stored);
            ByteImage image;
            if (length <= MaxMemory)
            {
                var bytes = new byte[length];
                image = new MemoryImage(bytes.AsMemory(0, source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
            }
            else
            {
                image = TemporaryImage.Create(source, length);
            }

            _owned.Add(image);
            return new SectionBytes(image, 0, image.Length);
        }
        catch (InvalidDataException)
        {
            return Problem($"section {name} of {_file.Path} is damaged: it does not decompress");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Problem($"section {name} of {_file.Path} does not fit into memory, and {Path.GetTempPath()} cannot be written: {error.Message}");
        }
    }

    private SectionBytes Problem(string text)
    {
        _problems.Add(text);
        return default;
    }
}
