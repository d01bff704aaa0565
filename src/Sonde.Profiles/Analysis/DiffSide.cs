namespace Sonde.Profiles.Analysis;

/// <summary>One of the two profiles of a <see cref="ProfileDiff"/> as a whole.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Total">Value of all samples, in the sample type's unit.</param>
/// <param name="Samples">How many samples stand behind it; null when the profile does not tell.</param>
/// <param name="Seconds">How long was profiled; null when unknown.</param>
public sealed record DiffSide(Profile Profile, long Total, long? Samples, double? Seconds);
