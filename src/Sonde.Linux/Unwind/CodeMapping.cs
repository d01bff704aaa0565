using Sonde.Linux.Elf;
using Sonde.Linux.Memory;

namespace Sonde.Linux.Unwind;

/// <summary>An executable mapping of a process.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">The byte after the last.</param>
/// <param name="FileOffset">Offset of the first byte in the file.</param>
/// <param name="File">
/// The file, which must stay open as long as the mapping is used; null when there is none (generated code) or it cannot be read.
/// </param>
public readonly record struct CodeMapping(UserAddress Start, UserAddress End, ulong FileOffset, ElfFile? File);
