namespace Sonde.Linux.Dwarf;

/// <summary>A unit with the tables that answer questions about addresses.</summary>
/// <param name="Unit">The unit in the linked file.</param>
/// <param name="Code">The unit that has the functions: itself, or its split part.</param>
/// <param name="Lines">Its lines; null when it has none.</param>
/// <param name="Functions">Its functions.</param>
internal sealed record UnitTables(DwarfUnit Unit, DwarfUnit Code, LineTable? Lines, FunctionTree Functions)
{
    /// <summary>Memory the tables hold, in bytes.</summary>
    public long Cost => (Lines?.Cost ?? 0) + Functions.Cost;
}
