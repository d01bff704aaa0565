namespace Sonde.Linux.Dwarf;

/// <summary>How a function is called.</summary>
/// <param name="Linkage">Its name for the linker, for example mangled; empty when it has none.</param>
/// <param name="Name">Its name in the source; empty when it has none.</param>
/// <param name="Line">First line of its declaration; 0 when unknown.</param>
internal readonly record struct FunctionName(string Linkage, string Name, int Line);
