using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Formats;

/// <summary>One frame as formats without locations write it: a function and the place in it.</summary>
/// <param name="Frame">The function.</param>
/// <param name="SystemName">Its name in the binary, or a runtime's own name of it; empty when there is none.</param>
/// <param name="Line">Line from 1, 0 when unknown.</param>
/// <param name="Column">Column from 1, 0 when unknown.</param>
/// <param name="Address">Address inside the module; 0 for interpreted code.</param>
/// <param name="InlineDepth">0 for a function that stands on the stack itself, 1 and more for those inlined into it.</param>
/// <param name="Mapping">Its module.</param>
internal readonly record struct FlatFrame(
    Frame Frame, string SystemName, int Line, int Column, ulong Address, int InlineDepth, MappingId Mapping);
