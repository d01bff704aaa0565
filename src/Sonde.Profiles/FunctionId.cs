namespace Sonde.Profiles;

/// <summary>Names one function of a <see cref="Profile"/>.</summary>
/// <param name="Index">Position in its table, from 0.</param>
public readonly record struct FunctionId(int Index);
