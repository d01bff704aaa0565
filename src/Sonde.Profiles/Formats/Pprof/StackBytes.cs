namespace Sonde.Profiles.Formats.Pprof;

/// <summary>Where the location IDs of a sample stand in a file.</summary>
/// <param name="Start">Offset of the first byte.</param>
/// <param name="Length">Number of bytes.</param>
internal readonly record struct StackBytes(int Start, int Length);
