namespace Sonde.Linux.Dwarf;

/// <summary>A function or an inlined call with addresses of its own.</summary>
/// <param name="Entry">Offset of its entry in <c>.debug_info</c>.</param>
/// <param name="Parent">The function it is inlined into; -1 for none.</param>
/// <param name="CallFile">File of the call; 0 when it is not inlined.</param>
/// <param name="CallLine">Line of the call.</param>
/// <param name="CallColumn">Column of the call.</param>
/// <param name="IsInlined">It is an inlined call.</param>
internal readonly record struct FunctionNode(
    ulong Entry, int Parent, int CallFile, int CallLine, int CallColumn, bool IsInlined);
