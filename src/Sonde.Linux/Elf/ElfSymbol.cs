namespace Sonde.Linux.Elf;

/// <summary>One symbol of a file.</summary>
/// <param name="Name">Its name as the file has it (mangled), without a version.</param>
/// <param name="Address">Link-time address.</param>
/// <param name="Size">Bytes; where the file says 0, up to the next symbol or the end of the section.</param>
public readonly record struct ElfSymbol(string Name, ulong Address, ulong Size);
