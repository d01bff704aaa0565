namespace Sonde.Profiles.Rendering.Flame;

/// <summary>One kind of value that a page can show.</summary>
/// <param name="Noun">What it measures, for example <c>CPU time</c>.</param>
/// <param name="Unit">Its unit, for example <c>nanoseconds</c>.</param>
internal readonly record struct FlameColumn(string Noun, string Unit);
