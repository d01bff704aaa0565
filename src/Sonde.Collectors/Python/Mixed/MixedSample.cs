namespace Sonde.Collectors.Python.Mixed;

/// <summary>What samples that are counted together have in common.</summary>
/// <param name="Stack">Node of <see cref="MixedSampleTable.Stacks"/>.</param>
/// <param name="Thread">Index of the thread.</param>
/// <param name="Match">How well its frames could be matched.</param>
internal readonly record struct MixedSample(int Stack, int Thread, FrameMatch Match);
