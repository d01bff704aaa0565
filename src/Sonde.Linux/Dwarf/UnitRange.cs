namespace Sonde.Linux.Dwarf;

/// <summary>Addresses whose code comes from the unit at an offset of <c>.debug_info</c>.</summary>
internal readonly record struct UnitRange(ulong Start, ulong End, ulong Unit);
