namespace Sonde.Profiles;

/// <summary>Names one set of labels of a <see cref="Profile"/>.</summary>
/// <param name="Index">Position in its table, from 0. 0 is the set without labels.</param>
public readonly record struct LabelSetId(int Index)
{
    /// <summary>The set without labels.</summary>
    public static readonly LabelSetId Empty;
}
