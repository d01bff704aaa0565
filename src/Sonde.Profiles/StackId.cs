namespace Sonde.Profiles;

/// <summary>Names one call stack of a <see cref="Profile"/>: a node of its stack tree.</summary>
/// <param name="Index">Position in its table, from 0. 0 is the stack without frames.</param>
public readonly record struct StackId(int Index)
{
    /// <summary>The stack without frames.</summary>
    public static readonly StackId Empty;
}
