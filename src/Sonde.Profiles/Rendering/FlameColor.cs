namespace Sonde.Profiles.Rendering;

/// <summary>One entry of the flame graphs' palette.</summary>
/// <param name="Name">What has this colour, for the legend.</param>
/// <param name="Light">Fill on a light page, as <c>#rrggbb</c>.</param>
/// <param name="Dark">Fill on a dark page, as <c>#rrggbb</c>.</param>
public sealed record FlameColor(string Name, string Light, string Dark);
