namespace Sonde.Linux.Dwarf;

/// <summary>The shape of an entry: its tag and which attributes follow (DWARF 5, section 7.5.3).</summary>
/// <param name="Tag">What the entry describes.</param>
/// <param name="HasChildren">Entries inside it follow.</param>
/// <param name="Attributes">Its attributes in order.</param>
/// <param name="FixedSize">Bytes of all attributes when that is always the same, else -1.</param>
internal sealed record Abbreviation(DwarfTag Tag, bool HasChildren, AttributeShape[] Attributes, int FixedSize);
