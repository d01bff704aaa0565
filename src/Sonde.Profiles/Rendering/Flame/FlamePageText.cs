namespace Sonde.Profiles.Rendering.Flame;

/// <summary>What a page says in words.</summary>
/// <param name="Title">What was profiled, and how much.</param>
/// <param name="Answer">The headline.</param>
/// <param name="Quality">How good the profile is.</param>
/// <param name="HowTaken">How it was taken, empty when unknown.</param>
/// <param name="Command">The command that made it, empty when unknown.</param>
/// <param name="Fallback">What a reader without scripts sees.</param>
/// <param name="Column">Index of the value to show first.</param>
/// <param name="Difference">The two sides, when the page compares profiles.</param>
internal sealed record FlamePageText(
    string Title, string Answer, string Quality, string HowTaken, string Command, string Fallback, int Column,
    FlameDifference? Difference = null);
