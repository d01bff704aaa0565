namespace Sonde.Linux.Dwarf;

/// <summary>One row of a line table.</summary>
/// <param name="Offset">Bytes from its sequence's start.</param>
/// <param name="File">Index of the file.</param>
/// <param name="Line">Line from 1; 0 for code of no line.</param>
/// <param name="Column">Column from 1; 0 when unknown.</param>
internal readonly record struct LineRow(uint Offset, int File, int Line, int Column);
