namespace Sonde.Collectors.Python;

/// <summary>Where in a source file an instruction comes from.</summary>
/// <param name="Line">Line from 1; 0 when the compiler gave none.</param>
/// <param name="Column">Column from 1, counted in UTF-8 bytes; 0 when unknown.</param>
internal readonly record struct SourcePlace(int Line, int Column);
