namespace Sonde.Linux.Jit;

/// <summary>Generated code at an address, as the program that made it describes it.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="Start">Its first address.</param>
/// <param name="File">Source file; empty when unknown.</param>
/// <param name="Line">Line from 1; 0 when unknown.</param>
public readonly record struct JitFrame(string Name, ulong Start, string File, int Line);
