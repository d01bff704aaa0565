namespace Sonde.Profiles.Analysis;

/// <summary>A part of a profile that differs from the others of its kind, and the function that makes the difference.</summary>
/// <param name="Name">The part: the value of the label by which the profile was split, such as a pod's name.</param>
/// <param name="Frame">The function.</param>
/// <param name="Share">Its share of this part's samples with all that it calls, from 0 to 1.</param>
/// <param name="SiblingShare">The same of the others together.</param>
/// <param name="Probability">Of a difference this great if only chance made it, corrected for everything that was compared.</param>
public sealed record SiblingDifference(string Name, Frame Frame, double Share, double SiblingShare, double Probability);
