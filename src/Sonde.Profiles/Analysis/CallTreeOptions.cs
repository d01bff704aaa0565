namespace Sonde.Profiles.Analysis;

/// <summary>How to merge stacks into a <see cref="CallTree"/>.</summary>
public sealed record CallTreeOptions
{
    /// <summary>Index of the sample type to count; null for the profile's default.</summary>
    public int? SampleType { get; init; }

    /// <summary>Keeps calls from different lines of one function apart instead of merging them.</summary>
    public bool ByLine { get; init; }

    /// <summary>Keeps stacks whose value of this sample type is 0, so that other sample types can be shown on the same tree.</summary>
    public bool KeepZeroes { get; init; }

    /// <summary>
    /// Value that shares are of; null for that of all samples in the tree. Given when the tree shows a part of a profile.
    /// </summary>
    public long? Whole { get; init; }
}
