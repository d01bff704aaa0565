namespace Sonde.Profiles.Analysis.Live;

/// <summary>What something cost in the last interval, and since the start.</summary>
/// <param name="Now">In the last interval.</param>
/// <param name="Sum">Since the start.</param>
public readonly record struct LiveSums(long Now, long Sum);
