namespace Sonde.Collectors.Python;

/// <summary>
/// A range of the target that a snapshot holds copies of, made one after the other around two instants. Positions are offsets
/// into the snapshot's buffer.
/// </summary>
/// <param name="Start">First address.</param>
/// <param name="End">The address after the last.</param>
/// <param name="First">The copy from before the first instant.</param>
/// <param name="Second">The copy from between the instants; where there is none, the one from after both.</param>
/// <param name="Third">The copy from after the second instant; where that is the second, the first again.</param>
internal readonly record struct CopiedRange(ulong Start, ulong End, int First, int Second, int Third)
{
    /// <summary>True when bytes lie in it.</summary>
    public bool Contains(ulong address, int length) =>
        address >= Start && address < End && End - address >= (ulong)length;
}
