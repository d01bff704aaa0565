namespace Sonde.Profiles.Analysis;

/// <summary>One node of a <see cref="ProfileDiff"/>'s tree: a function as called along one path, in both profiles.</summary>
/// <param name="Parent">Index of the caller; the root's is -1.</param>
/// <param name="Function">Index into <see cref="ProfileDiff.Frames"/>; the root's is -1.</param>
/// <param name="Depth">0 for the root.</param>
/// <param name="BaseSelf">Value of the first profile's samples that end here, in the sample type's unit.</param>
/// <param name="BaseTotal">Value of those that end here or below.</param>
/// <param name="NewSelf">Value of the second profile's samples that end here.</param>
/// <param name="NewTotal">Value of those that end here or below.</param>
/// <param name="Probability">See <see cref="DiffValue.Probability"/>, of the totals.</param>
/// <param name="Verdict">What changed about the totals.</param>
/// <param name="End">As <see cref="CallTreeNode.End"/>; the greatest share in either profile comes first.</param>
public readonly record struct DiffNode(
    int Parent,
    int Function,
    int Depth,
    long BaseSelf,
    long BaseTotal,
    long NewSelf,
    long NewTotal,
    double? Probability,
    DiffVerdict Verdict,
    int End);
