namespace Sonde.Profiles.Rendering.Flame;

/// <summary>One box of a picture.</summary>
/// <param name="Label">The whole label.</param>
/// <param name="ShortLabel">What to show when the label does not fit.</param>
/// <param name="Facts">Lines of the tooltip below the label.</param>
/// <param name="Level">Rows above the root.</param>
/// <param name="X">Left edge in pixels.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Color">Number of its colour.</param>
internal readonly record struct SvgFrame(
    string Label, string ShortLabel, IReadOnlyList<string> Facts, int Level, double X, double Width, int Color);
