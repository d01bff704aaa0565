using Sonde.Linux.Elf;

namespace Sonde.Linux.Unwind;

/// <summary>
/// Rows for a module's procedure linkage tables, whose layout is fixed (System V ABI, AMD64 supplement 1.0, section 5.2):
/// GNU ld writes unwind information for them, LLVM's lld does not.
/// </summary>
internal sealed class LinkageTables
{
    private const int EntrySize = 16;

    // In an entry that binds lazily the number of its relocation is pushed at its byte 6 by 5 bytes: 11 behind the push.
    private const int PushedFrom = 11, FirstPushedFrom = 6;
    private const int WordSize = 8;

    private readonly (ulong Start, ulong Size, UnwindRow Row)[] _ranges;

    private LinkageTables((ulong Start, ulong Size, UnwindRow Row)[] ranges) => _ranges = ranges;

    /// <summary>Finds a module's tables.</summary>
    public static LinkageTables Read(ElfFile file)
    {
        var ranges = new List<(ulong Start, ulong Size, UnwindRow Row)>();
        foreach (ElfSection section in file.Sections)
        {
            if (!section.IsExecutable || !section.Name.Contains("plt", StringComparison.Ordinal))
                continue;
            ulong start = section.Address, size = section.Size;
            if (section.Name == ".plt" && size > EntrySize && BeginsWithPush(file, start))
            {
                // The first entry, reached from the others, pushes a second word.
                ranges.Add((start, EntrySize, UnwindRow.ProcedureLinkage(2 * WordSize, FirstPushedFrom)));
                start += EntrySize;
                size -= EntrySize;
            }

            ranges.Add((start, size, UnwindRow.ProcedureLinkage(WordSize, PushedFrom)));
        }

        return new LinkageTables([.. ranges]);
    }

    /// <summary>The row for an instruction; the default row (no rule) outside of the tables.</summary>
    public UnwindRow GetRow(ulong address)
    {
        foreach ((ulong start, ulong size, UnwindRow row) in _ranges)
        {
            if (address - start < size)
                return row;
        }

        return default;
    }

    private static bool BeginsWithPush(ElfFile file, ulong address)
    {
        Span<byte> code = stackalloc byte[2];
        return file.TryReadAddress(address, code) && code is [0xff, 0x35];
    }
}
