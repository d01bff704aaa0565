namespace Sonde.Linux.Dwarf;

/// <summary>A function or an inlined call with addresses of its own. Small: a large unit has a hundred thousand.</summary>
/// <param name="Entry">Where its entry stands, in bytes from the start of its unit.</param>
/// <param name="Parent">The function it is inlined into; -1 when it is not inlined.</param>
/// <param name="CallFile">File of the call; 0 when it is not inlined.</param>
/// <param name="CallLine">Line of the call.</param>
/// <param name="CallColumn">Column of the call.</param>
internal readonly record struct FunctionNode(uint Entry, int Parent, int CallFile, int CallLine, ushort CallColumn)
{
    /// <summary>Bytes in memory.</summary>
    public const int Size = 20;
}
