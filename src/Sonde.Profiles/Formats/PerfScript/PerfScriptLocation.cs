namespace Sonde.Profiles.Formats.PerfScript;

/// <summary>A frame's line after it has been put into the profile.</summary>
/// <param name="Location">The location that it has when nothing is inlined into it.</param>
/// <param name="Mapping">Its module.</param>
/// <param name="Address">As printed.</param>
/// <param name="Line">Its function; meaningless without a name.</param>
/// <param name="HasName">perf knew the function.</param>
/// <param name="IsInlined">It is inlined into the next frame.</param>
/// <param name="IsNothing">It is the nothing in which perf's chains end, and is left out.</param>
internal readonly record struct PerfScriptLocation(
    LocationId Location, MappingId Mapping, ulong Address, Line Line, bool HasName, bool IsInlined, bool IsNothing);
