namespace Sonde.Linux.Dwarf;

/// <summary>The stored value of an attribute, before indexes and offsets in it are followed.</summary>
/// <param name="Form">How to understand <paramref name="Raw"/>; None for an attribute that is absent.</param>
/// <param name="Raw">A number, an offset, an index, or the position of an inline string or block in its section.</param>
internal readonly record struct DwarfValue(DwarfForm Form, ulong Raw)
{
    /// <summary>True when the attribute is there.</summary>
    public bool IsPresent => Form != DwarfForm.None;

    /// <summary>The value as a small number; 0 when it is absent or too large for a line or column.</summary>
    public int Number => Raw <= int.MaxValue ? (int)Raw : 0;
}
