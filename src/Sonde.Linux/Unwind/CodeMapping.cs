using Sonde.Linux.Memory;

namespace Sonde.Linux.Unwind;

/// <summary>An executable mapping of a process.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">The byte after the last.</param>
/// <param name="FileOffset">Offset of the first byte in the file.</param>
/// <param name="Path">The file as the target sees it, a name in brackets (<c>[vdso]</c>), or empty for generated code.</param>
public readonly record struct CodeMapping(UserAddress Start, UserAddress End, ulong FileOffset, string Path);
