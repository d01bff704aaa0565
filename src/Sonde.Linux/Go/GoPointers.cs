using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Go;

/// <summary>Pointers in a program's data as the file has them: in place, or in relocations when the program can be moved.</summary>
internal sealed class GoPointers
{
    private const uint RelativeX64 = 8, RelativeArm64 = 1027; // R_X86_64_RELATIVE, R_AARCH64_RELATIVE
    private const int RelocationLength = 24; // Elf64_Rela
    private const ulong MaxLength = 512 << 20;
    private const int BlockLength = 64 * 1024;

    private readonly ElfFile _file;
    private readonly Dictionary<ulong, ulong> _relocated = [];

    public GoPointers(ElfFile file)
    {
        _file = file;
    }

    /// <summary>Addresses of pointers to an address, in the sections that hold a program's variables.</summary>
    public IEnumerable<ulong> FindPointersTo(ulong target)
    {
        foreach (ulong address in FindInPlace(target))
            yield return address;
        ReadRelocations();
        foreach ((ulong address, ulong value) in _relocated)
        {
            if (value == target)
                yield return address;
        }
    }

    /// <summary>The pointer at an address; 0 when there is none.</summary>
    public ulong Read(ulong address)
    {
        if (_relocated.TryGetValue(address, out ulong value))
            return value;
        Span<byte> bytes = stackalloc byte[8];
        return _file.TryReadAddress(address, bytes) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
    }

    private IEnumerable<ulong> FindInPlace(ulong target)
    {
        var block = new byte[BlockLength];
        foreach (ElfSection section in _file.Sections)
        {
            bool isData = section.Name is ".noptrdata" or ".data" or ".go.module" or ".data.rel.ro";
            if (!isData || section.IsEmptyInFile || section.Size > MaxLength)
                continue;
            for (ulong offset = 0; offset < section.Size; offset += BlockLength)
            {
                int wanted = (int)Math.Min(BlockLength, section.Size - offset);
                int read = _file.Read(section.FileOffset + offset, block.AsSpan(0, wanted));
                for (int at = 0; (at = IndexOf(block.AsSpan(0, read), at, target)) >= 0; at += 8)
                    yield return section.Address + offset + (ulong)at;
            }
        }
    }

    private static int IndexOf(ReadOnlySpan<byte> bytes, int start, ulong target)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        int index = start / 8 >= words.Length ? -1 : words[(start / 8)..].IndexOf(target);
        return index < 0 ? -1 : ((start / 8) + index) * 8;
    }

    private void ReadRelocations()
    {
        if (_relocated.Count > 0 || !_file.TryFindSection(".rela.dyn", out ElfSection section) || section.Size > MaxLength)
            return;
        var block = new byte[BlockLength / RelocationLength * RelocationLength];
        for (ulong offset = 0; offset < section.Size; offset += (ulong)block.Length)
        {
            int wanted = (int)Math.Min((ulong)block.Length, section.Size - offset);
            int read = _file.Read(section.FileOffset + offset, block.AsSpan(0, wanted));
            for (int at = 0; at + RelocationLength <= read; at += RelocationLength)
            {
                ReadOnlySpan<byte> entry = block.AsSpan(at, RelocationLength);
                if (BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]) is RelativeX64 or RelativeArm64)
                {
                    _relocated[BinaryPrimitives.ReadUInt64LittleEndian(entry)] =
                        BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]);
                }
            }
        }
    }
}
