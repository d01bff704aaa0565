using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>Turns values of two profiles into shares, costs and probabilities.</summary>
internal sealed class DiffJudge
{
    // Below this many samples in both profiles together not even "all in one" is improbable enough to survive correction.
    private const long FewestSamples = 10;

    private const double NanosecondsPerSecond = 1e9;

    private readonly DiffSide _base;
    private readonly DiffSide _new;
    private readonly DiffMeasure _measure;
    private readonly double _baseScale;
    private readonly double _newScale;

    public DiffJudge(DiffSide @base, DiffSide @new, int baseType, int newType, DiffMeasure measure)
    {
        _base = @base;
        _new = @new;
        _measure = measure;
        (double baseUnit, double newUnit) = CostUnits(@base.Profile, @new.Profile, baseType, newType);
        _baseScale = baseUnit / (@base.Seconds ?? double.NaN);
        _newScale = newUnit / (@new.Seconds ?? double.NaN);
    }

    // Both profiles tell their samples and, for costs, their durations.
    private bool CanJudge => _base.Samples is > 0 && _new.Samples is > 0
        && (_measure == DiffMeasure.Share || (double.IsFinite(_baseScale) && double.IsFinite(_newScale)));

    /// <summary>
    /// Judges pairs of values that are looked at together: what chance makes of one of many is expected, so that the
    /// probabilities are corrected for the number of pairs that could have been significant at all.
    /// </summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="falseDiscoveryRate">See <see cref="DiffOptions.FalseDiscoveryRate"/>.</param>
    public (double? Probability, DiffVerdict Verdict)[] JudgeAll(ReadOnlySpan<DiffPair> pairs, double falseDiscoveryRate)
    {
        var results = new (double? Probability, DiffVerdict Verdict)[pairs.Length];
        if (!CanJudge)
            return results;
        List<int> judged = [];
        List<double> probabilities = [];
        for (int i = 0; i < pairs.Length; i++)
        {
            results[i] = (1, DiffVerdict.Noise);
            if (pairs[i].BaseSamples + pairs[i].NewSamples < FewestSamples)
                continue;
            judged.Add(i);
            probabilities.Add(Probability(pairs[i].BaseSamples, pairs[i].NewSamples));
        }

        double[] corrected = SampleStatistics.Correct(CollectionsMarshal.AsSpan(probabilities));
        for (int i = 0; i < corrected.Length; i++)
            results[judged[i]] = (corrected[i], Verdict(pairs[judged[i]], corrected[i], falseDiscoveryRate));
        return results;
    }

    /// <summary>A pair of values with everything that follows from it.</summary>
    public DiffValue Value(long baseValue, long newValue, double? probability, DiffVerdict verdict) => new(
        baseValue, newValue, Share(baseValue, _base), Share(newValue, _new), Cost(baseValue, _baseScale), Cost(newValue, _newScale),
        probability, verdict);

    /// <summary>Probability of two counts of samples when nothing has changed, not corrected.</summary>
    private double Probability(long baseSamples, long newSamples) => _measure == DiffMeasure.Share
        ? SampleStatistics.EqualShares(baseSamples, _base.Samples!.Value, newSamples, _new.Samples!.Value)
        : SampleStatistics.EqualRates(baseSamples, Exposure(_base, _baseScale), newSamples, Exposure(_new, _newScale));

    private DiffVerdict Verdict(in DiffPair pair, double probability, double limit)
    {
        if (probability >= limit)
            return DiffVerdict.Noise;
        if (pair.Base == 0)
            return DiffVerdict.Appeared;
        if (pair.New == 0)
            return DiffVerdict.Vanished;
        DiffValue value = Value(pair.Base, pair.New, probability, DiffVerdict.Noise);
        return (_measure == DiffMeasure.Share ? value.ShareChange : value.CostChange) > 0 ? DiffVerdict.Grew : DiffVerdict.Shrank;
    }

    private static double Share(long value, DiffSide side) => side.Total == 0 ? 0 : (double)value / side.Total;

    private static double? Cost(long value, double scale) => double.IsFinite(scale) ? value * scale : null;

    /// <summary>Samples per unit of cost per second: at one cost, counts are in the ratio of these.</summary>
    private static double Exposure(DiffSide side, double scale) => side.Samples!.Value / Math.Max(side.Total * scale, double.Epsilon);

    /// <summary>
    /// Cost of one unit of each profile's values. Samples taken at different rates cost differently: where both profiles
    /// tell the time between two of them, they become time.
    /// </summary>
    private static (double Base, double New) CostUnits(Profile @base, Profile @new, int baseType, int newType)
    {
        if (@base.SampleTypes[baseType].Unit == SampleType.Cpu.Unit)
            return (1 / NanosecondsPerSecond, 1 / NanosecondsPerSecond);
        bool areSamples = @base.SampleTypes[baseType] == SampleType.Samples && @new.SampleTypes[newType] == SampleType.Samples;
        return areSamples && IsTime(@base) && IsTime(@new)
            ? (@base.Period / NanosecondsPerSecond, @new.Period / NanosecondsPerSecond)
            : (1, 1);
    }

    private static bool IsTime(Profile profile) => profile.Period > 0 && profile.PeriodType?.Unit == SampleType.Cpu.Unit;
}
