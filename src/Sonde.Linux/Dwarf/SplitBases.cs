namespace Sonde.Linux.Dwarf;

/// <summary>Where the parts of one split unit start in the sections of its file: 0 in a .dwo file, which has one unit.</summary>
/// <param name="Info">Offset in <c>.debug_info.dwo</c>.</param>
/// <param name="Abbreviations">Offset in <c>.debug_abbrev.dwo</c>.</param>
/// <param name="StringOffsets">Offset in <c>.debug_str_offsets.dwo</c>.</param>
/// <param name="RangeLists">Offset in <c>.debug_rnglists.dwo</c>.</param>
internal readonly record struct SplitBases(ulong Info, ulong Abbreviations, ulong StringOffsets, ulong RangeLists);
