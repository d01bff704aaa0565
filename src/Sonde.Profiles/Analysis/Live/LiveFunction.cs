namespace Sonde.Profiles.Analysis.Live;

/// <summary>One function of a <see cref="LiveTable"/>.</summary>
/// <param name="Frame">The function.</param>
/// <param name="Line">Its hottest line when it was last seen; 0 when unknown.</param>
/// <param name="Self">Value of the samples that end in it.</param>
/// <param name="Total">Value of the samples it takes part in.</param>
public sealed record LiveFunction(Frame Frame, int Line, LiveSums Self, LiveSums Total);
