namespace Sonde.Profiles.Analysis;

/// <summary>One frame of one of a profile's stacks: what a <see cref="CallTreeNode"/> is merged from.</summary>
/// <param name="Stack">The stack whose last location the frame belongs to; 0 for samples without a stack.</param>
/// <param name="Inline">Which of the location's frames it is, from the outermost.</param>
/// <param name="Line">Index of its line in <see cref="FrameTable.Lines"/>.</param>
internal readonly record struct CallPlace(int Stack, int Inline, int Line);
