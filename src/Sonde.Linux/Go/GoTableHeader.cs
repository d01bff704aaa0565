using Sonde.Linux.Elf;

namespace Sonde.Linux.Go;

/// <summary>The header of <c>.gopclntab</c> (Go's <c>debug/gosym/pclntab.go</c> and <c>runtime/symtab.go</c>).</summary>
/// <param name="Version">Its layout.</param>
/// <param name="Quantum">Bytes that an address advances at least.</param>
/// <param name="PointerSize">Bytes of an address.</param>
/// <param name="FunctionCount">Number of functions.</param>
/// <param name="TextStart">What addresses are relative to; 0 where they are absolute.</param>
/// <param name="Names">Offset of the functions' names.</param>
/// <param name="Units">Offset of the units' file numbers; since 1.16.</param>
/// <param name="Files">Offset of the files' names.</param>
/// <param name="Values">Offset of the tables from address to value.</param>
/// <param name="Functions">Offset of the table of functions, to which their entries are relative.</param>
internal readonly record struct GoTableHeader(
    GoVersion Version, int Quantum, int PointerSize, ulong FunctionCount, ulong TextStart,
    ulong Names, ulong Units, ulong Files, ulong Values, ulong Functions)
{
    private const uint Magic12 = 0xfffffffb, Magic116 = 0xfffffffa, Magic118 = 0xfffffff0, Magic120 = 0xfffffff1;
    private const ulong MaxFunctions = 1 << 24;

    /// <summary>Bytes of an address in the table of functions.</summary>
    public int EntrySize => Version >= GoVersion.Go118 ? 4 : PointerSize;

    /// <summary>Reads the header; false when it is none.</summary>
    public static bool TryRead(SectionCursor cursor, out GoTableHeader header)
    {
        header = default;
        cursor.Seek(0);
        uint magic = cursor.U32();
        if (magic is not (Magic12 or Magic116 or Magic118 or Magic120) || cursor.U16() != 0)
            return false;
        int quantum = cursor.U8();
        int size = cursor.U8();
        if (quantum is not (1 or 2 or 4) || size is not (4 or 8))
            return false;
        ulong count = cursor.Address(size);
        if (magic == Magic12)
        {
            ulong functions = 8 + (ulong)size;
            cursor.Seek(functions + (count * 2 * (ulong)size) + (ulong)size);
            ulong files = cursor.U32();
            header = new(GoVersion.Go12, quantum, size, count, 0, 0, 0, files, 0, functions);
        }
        else
        {
            GoVersion version = magic == Magic116 ? GoVersion.Go116 : magic == Magic118 ? GoVersion.Go118 : GoVersion.Go120;
            cursor.Address(size); // number of files
            ulong text = version >= GoVersion.Go118 ? cursor.Address(size) : 0;
            header = new(version, quantum, size, count, text,
                cursor.Address(size), cursor.Address(size), cursor.Address(size), cursor.Address(size), cursor.Address(size));
        }

        return !cursor.IsBroken && count is > 0 and < MaxFunctions;
    }
}
