namespace Sonde.Collectors.Python;

/// <summary>One chunk of a thread's data stack (<c>_PyStackChunk</c>, Include/cpython/pystate.h).</summary>
/// <param name="Address">Where it begins.</param>
/// <param name="Start">Address of its first word of data.</param>
/// <param name="End">The byte after its last used word when it was last looked at.</param>
/// <param name="Limit">The byte after its last word.</param>
internal readonly record struct DataStackChunk(ulong Address, ulong Start, ulong End, ulong Limit);
