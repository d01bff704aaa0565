namespace Sonde.Profiles;

/// <summary>Names one location (one address, or one line of an interpreted language) of a <see cref="Profile"/>.</summary>
/// <param name="Index">Position in its table, from 0.</param>
public readonly record struct LocationId(int Index);
