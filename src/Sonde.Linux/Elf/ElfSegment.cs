namespace Sonde.Linux.Elf;

/// <summary>One program header: a part of the file that is mapped into memory, or a table the loader reads.</summary>
/// <param name="Kind">What it is (<c>p_type</c>).</param>
/// <param name="Flags">How it may be accessed.</param>
/// <param name="FileOffset">First byte in the file.</param>
/// <param name="Address">Link-time address of the first byte.</param>
/// <param name="FileSize">Bytes in the file.</param>
/// <param name="MemorySize">Bytes in memory; those after <paramref name="FileSize"/> are zero.</param>
public readonly record struct ElfSegment(
    ElfSegmentKind Kind, ElfSegmentFlags Flags, ulong FileOffset, ulong Address, ulong FileSize, ulong MemorySize)
{
    /// <summary>True for code.</summary>
    public bool IsExecutable => (Flags & ElfSegmentFlags.Execute) != 0;

    /// <summary>True when the link-time address stands in the part that is in the file.</summary>
    public bool ContainsAddress(ulong address) => address - Address < FileSize;

    /// <summary>True when the file offset stands in it.</summary>
    public bool ContainsFileOffset(ulong offset) => offset - FileOffset < FileSize;
}
