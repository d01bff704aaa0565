namespace Sonde.Linux.Go;

/// <summary>What Go's runtime keeps of a function (<c>_func</c> in <c>runtime/runtime2.go</c>).</summary>
/// <param name="Entry">Its first address.</param>
/// <param name="Name">Offset of its name.</param>
/// <param name="StackDepths">Offset of the table from address to the stack pointer's distance from its value at the entry.</param>
/// <param name="Files">Offset of the table from address to file.</param>
/// <param name="Lines">Offset of the table from address to line.</param>
/// <param name="Unit">First number of its unit's files.</param>
/// <param name="StartLine">First line; 0 when unknown.</param>
/// <param name="InlineIndexes">Offset of the table from address to inlined call; 0 for none.</param>
/// <param name="InlineTree">Offset of its inlined calls in Go's function data; -1 for none.</param>
internal readonly record struct GoFunction(
    ulong Entry, int Name, uint StackDepths, uint Files, uint Lines, uint Unit, int StartLine, uint InlineIndexes, long InlineTree);
