namespace Sonde.Cli.Preflight;

/// <summary>One question of a <see cref="PreflightDocument"/>.</summary>
/// <param name="Tier">The tier that needs it.</param>
/// <param name="Name">What was asked.</param>
/// <param name="Answer">yes, no or unknown.</param>
/// <param name="Reason">Why.</param>
/// <param name="Cure">What to do about a no.</param>
/// <param name="Needed">Without it the tier is out of reach.</param>
internal sealed record PreflightCheckDocument(string Tier, string Name, string Answer, string Reason, string Cure, bool Needed);
