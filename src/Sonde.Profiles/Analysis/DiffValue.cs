namespace Sonde.Profiles.Analysis;

/// <summary>One function's or call path's value in two profiles.</summary>
/// <param name="Base">Value in the first profile, in the sample type's unit.</param>
/// <param name="New">Value in the second profile.</param>
/// <param name="BaseShare">Share of all samples of the first profile, from 0 to 1.</param>
/// <param name="NewShare">Share of all samples of the second profile.</param>
/// <param name="BaseCost">Value per second of profiling; null when the duration is unknown. Nanoseconds become seconds, so that CPU time per second is a number of cores.</param>
/// <param name="NewCost">The same of the second profile.</param>
/// <param name="Probability">
/// Probability (corrected for the number of comparisons, a "q-value") of a difference at least as large when nothing has changed; null when it
/// cannot be told.
/// </param>
/// <param name="Verdict">What that means.</param>
public readonly record struct DiffValue(
    long Base, long New, double BaseShare, double NewShare, double? BaseCost, double? NewCost, double? Probability, DiffVerdict Verdict)
{
    /// <summary>Difference of the shares, from -1 to 1.</summary>
    public double ShareChange => NewShare - BaseShare;

    /// <summary>Difference of the costs per second; null when a duration is unknown.</summary>
    public double? CostChange => NewCost - BaseCost;

    /// <summary>The difference by a measure; by share where the costs are unknown.</summary>
    public double Change(DiffMeasure measure) => (measure == DiffMeasure.Cost ? CostChange : null) ?? ShareChange;

    /// <summary>True when chance alone would hardly make this difference.</summary>
    public bool IsSignificant => Verdict is not DiffVerdict.NotJudged and not DiffVerdict.Noise;
}
