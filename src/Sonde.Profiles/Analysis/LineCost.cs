namespace Sonde.Profiles.Analysis;

/// <summary>What one line of a function costs.</summary>
/// <param name="Number">Line number from 1; 0 when unknown.</param>
/// <param name="Self">Value of the samples that end here.</param>
/// <param name="Total">Value of the samples it takes part in; a sample counts once, however often it recurses.</param>
public readonly record struct LineCost(int Number, long Self, long Total);
