namespace Sonde.Profiles;

/// <summary>Names one mapping (module) of a <see cref="Profile"/>.</summary>
/// <param name="Index">Position in its table, from 0. 0 is always <see cref="None"/>.</param>
public readonly record struct MappingId(int Index)
{
    /// <summary>The location belongs to no known mapping.</summary>
    public static readonly MappingId None;
}
