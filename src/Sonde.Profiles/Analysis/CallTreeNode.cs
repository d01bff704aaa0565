namespace Sonde.Profiles.Analysis;

/// <summary>One node of a <see cref="CallTree"/>: a function as called along one path.</summary>
/// <param name="Parent">Index of the caller; the root's is -1.</param>
/// <param name="Function">Index into <see cref="FrameTable.Functions"/>; the root's is -1.</param>
/// <param name="Line">The line with the greatest total along this path, 0 when unknown.</param>
/// <param name="Depth">0 for the root.</param>
/// <param name="Self">Value of the samples that end here, in the sample type's unit.</param>
/// <param name="Total">Value of the samples that end here or below.</param>
/// <param name="End">
/// Index after the last node below this one. Its first callee is the next node, where there is one; the callee after another
/// one is that one's end. The greatest total comes first.
/// </param>
public readonly record struct CallTreeNode(
    int Parent, int Function, int Line, int Depth, long Self, long Total, int End);
