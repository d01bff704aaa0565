namespace Sonde.Linux.Symbols;

/// <summary>A function at an address as debug information tells it.</summary>
/// <param name="Linkage">Its name for the linker, for example mangled; empty when unknown.</param>
/// <param name="Name">Its name in the source, without its scope; empty when unknown.</param>
/// <param name="File">Source file as the compiler saw it; empty when unknown.</param>
/// <param name="Line">Line from 1; 0 when unknown.</param>
/// <param name="Column">Column from 1; 0 when unknown.</param>
/// <param name="StartLine">First line of the function's declaration; 0 when unknown.</param>
/// <param name="IsInlined">The function is inlined into the next frame.</param>
public readonly record struct SourceFrame(
    string Linkage, string Name, string File, int Line, int Column, int StartLine, bool IsInlined);
