namespace Sonde.Linux.Unwind;

/// <summary>One function's unwind information: an FDE (DWARF 5, section 6.4.1) with the CIE it refers to.</summary>
/// <param name="Common">Its CIE.</param>
/// <param name="Start">Link-time address of the function's first byte.</param>
/// <param name="Length">Bytes of code it describes.</param>
/// <param name="Instructions">Where its instructions stand in the section.</param>
internal readonly record struct FunctionEntry(CommonInformation Common, ulong Start, ulong Length, Range Instructions)
{
    /// <summary>True when the function has code at the address.</summary>
    public bool Contains(ulong address) => address - Start < Length;
}
