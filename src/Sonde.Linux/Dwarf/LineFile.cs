namespace Sonde.Linux.Dwarf;

/// <summary>A file of a line table.</summary>
/// <param name="Name">Where its name is.</param>
/// <param name="Directory">Index of its folder.</param>
internal readonly record struct LineFile(DwarfValue Name, int Directory);
