namespace Sonde.Profiles;

/// <summary>Names the source lines of one location: the innermost inlined function first.</summary>
/// <param name="Index">Position in its table, from 0. 0 is the list of a location that has no symbols.</param>
public readonly record struct LineListId(int Index)
{
    /// <summary>No lines: the location is known only by its address.</summary>
    public static readonly LineListId Empty;
}
