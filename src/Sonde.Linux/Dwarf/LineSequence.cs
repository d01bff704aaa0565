namespace Sonde.Linux.Dwarf;

/// <summary>Code that lies together: rows in order of address.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">Address behind the last.</param>
/// <param name="FirstRow">Its first row.</param>
/// <param name="RowCount">Number of rows.</param>
internal readonly record struct LineSequence(ulong Start, ulong End, int FirstRow, int RowCount);
