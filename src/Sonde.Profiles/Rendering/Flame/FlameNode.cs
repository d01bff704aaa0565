namespace Sonde.Profiles.Rendering.Flame;

/// <summary>One node of the tree that a page shows.</summary>
/// <param name="Function">Index of the function; the root's is -1.</param>
/// <param name="Line">The line to show, 0 for none.</param>
/// <param name="Depth">0 for the root.</param>
/// <param name="Mark">What a difference says about the node: 0 nothing, 1 that it is chance.</param>
internal readonly record struct FlameNode(int Function, int Line, int Depth, int Mark = 0);
