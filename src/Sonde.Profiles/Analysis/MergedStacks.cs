namespace Sonde.Profiles.Analysis;

/// <summary>What <see cref="StackMerger"/> makes of a profile's stacks.</summary>
/// <param name="Frames">The frames that nodes name.</param>
/// <param name="Tree">The nodes; items are functions, or lines when the tree is by line.</param>
/// <param name="Lines">For each node (and maybe beyond) the line with the greatest total.</param>
/// <param name="Self">For each node (and maybe beyond) the value of the samples that end there.</param>
/// <param name="LineSelf">For each line the value of the samples that end at it.</param>
/// <param name="LineTotal">For each line the value of the samples that pass it.</param>
/// <param name="NodeOfSample">For each sample the node in which it ends.</param>
/// <param name="Room">An array that has done its duty: for millions of nodes another one is worth avoiding.</param>
internal sealed record MergedStacks(
    FrameTable Frames, PrefixTree<int> Tree, int[] Lines, long[] Self, long[] LineSelf, long[] LineTotal, int[] NodeOfSample, long[] Room);
