namespace Sonde.Linux.Symbols;

/// <summary>A function at an address, named as a person would.</summary>
/// <param name="Function">Its name, demangled; empty when unknown.</param>
/// <param name="SystemName">Its name as the binary has it, for example mangled; empty when it is the same.</param>
/// <param name="File">Source file as the compiler saw it; empty when unknown.</param>
/// <param name="Line">Line from 1; 0 when unknown.</param>
/// <param name="Column">Column from 1; 0 when unknown.</param>
/// <param name="StartLine">First line of the function; 0 when unknown.</param>
/// <param name="IsInlined">The function is inlined into the next frame.</param>
public readonly record struct ResolvedFrame(
    string Function, string SystemName, string File, int Line, int Column, int StartLine, bool IsInlined);
