using System.Buffers.Binary;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Go;

/// <summary>
/// The inlined calls of all functions. They stand in Go's function data, whose address only the runtime's description of the
/// module tells (<c>runtime.moduledata</c>), which in turn is found by its first field: the address of the line table.
/// </summary>
internal sealed class GoInlineTree
{
    private const int MaxIndex = 1 << 20;

    // Offsets in runtime.moduledata of 64-bit programs, runtime/symtab.go of Go 1.18 and 1.20.
    private const ulong TextField = 176, Data118Field = 304, Data120Field = 320;

    private readonly ElfFile _file;
    private readonly ulong _data;
    private readonly GoVersion _version;

    private GoInlineTree(ElfFile file, ulong data, GoVersion version)
    {
        _file = file;
        _data = data;
        _version = version;
    }

    /// <summary>Finds the function data; null when it cannot be found, and then there are no inlined calls.</summary>
    public static GoInlineTree? TryOpen(ElfFile file, ulong lineTable, ulong text, GoVersion version)
    {
        if (version < GoVersion.Go118)
            return null;
        ulong field = version == GoVersion.Go118 ? Data118Field : Data120Field;
        var pointers = new GoPointers(file);
        foreach (ulong module in pointers.FindPointersTo(lineTable))
        {
            if (pointers.Read(module + TextField) == text && pointers.Read(module + field) is var data
                && data != 0 && file.TryGetFileOffset(data, out _))
                return new GoInlineTree(file, data, version);
        }

        return null;
    }

    /// <summary>Reads one inlined call of a function's tree.</summary>
    public bool TryRead(long tree, int index, out GoInlinedCall call)
    {
        call = default;
        bool isNew = _version >= GoVersion.Go120;
        int size = isNew ? 16 : 20;
        Span<byte> bytes = stackalloc byte[size];
        if (index > MaxIndex || !_file.TryReadAddress(_data + (ulong)tree + ((ulong)index * (ulong)size), bytes))
            return false;
        call = isNew
            ? new GoInlinedCall(Number(bytes, 4), Number(bytes, 8), Number(bytes, 12))
            : new GoInlinedCall(Number(bytes, 12), Number(bytes, 16), 0);
        return call.ParentOffset >= 0;
    }

    private static int Number(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);
}
