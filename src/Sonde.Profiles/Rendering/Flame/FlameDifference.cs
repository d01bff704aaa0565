namespace Sonde.Profiles.Rendering.Flame;

/// <summary>The two sides of a page that compares profiles.</summary>
/// <param name="Base">Name of the first profile.</param>
/// <param name="New">Name of the second profile.</param>
/// <param name="IsJudged">True when nodes are marked whose difference is chance.</param>
internal sealed record FlameDifference(string Base, string New, bool IsJudged);
