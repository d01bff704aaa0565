namespace Sonde.Places.Preflight;

/// <summary>The answer to one question.</summary>
/// <param name="Tier">The tier that needs it.</param>
/// <param name="Name">What was asked, such as <c>patch pods/ephemeralcontainers</c>.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Reason">Why, in words; empty when there is nothing to add.</param>
/// <param name="Cure">What to do about a no; empty for nothing.</param>
/// <param name="IsNeeded">Without it the tier is out of reach; else it is only worth knowing.</param>
public sealed record PreflightCheck(PreflightTier Tier, string Name, PreflightAnswer Answer, string Reason, string Cure, bool IsNeeded = true);
