namespace Sonde.Collectors;

/// <summary>One frame of a dumped stack.</summary>
/// <param name="Function">Function name, or <c>module+0x1f</c> when no symbol covers the address.</param>
/// <param name="File">Source file, empty when unknown.</param>
/// <param name="Line">Line number from 1, 0 when unknown.</param>
/// <param name="Module">Path of the mapping or a name of <see cref="Profiles.WellKnownMappings"/>.</param>
public readonly record struct DumpFrame(string Function, string File, int Line, string Module)
{
    /// <summary>Local variables that have a value, in the order of the function's own table; empty when they were not read.</summary>
    public IReadOnlyList<DumpLocal> Locals { get; init; } = [];

    /// <summary>True when both are at the same place, whatever their locals hold.</summary>
    public bool IsSamePlace(in DumpFrame other) =>
        Function == other.Function && File == other.File && Line == other.Line && Module == other.Module;
}
