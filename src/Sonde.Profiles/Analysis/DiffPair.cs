namespace Sonde.Profiles.Analysis;

/// <summary>What two profiles say about one function or path, before it is judged.</summary>
/// <param name="Base">Value in the first profile.</param>
/// <param name="New">Value in the second profile.</param>
/// <param name="BaseSamples">Samples behind it; 0 when the profile does not tell.</param>
/// <param name="NewSamples">Samples behind it; 0 when the profile does not tell.</param>
internal readonly record struct DiffPair(long Base, long New, long BaseSamples, long NewSamples);
