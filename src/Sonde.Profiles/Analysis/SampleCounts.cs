namespace Sonde.Profiles.Analysis;

/// <summary>How many samples stand behind a sample's value. Only counts tell how much of a difference is chance.</summary>
internal static class SampleCounts
{
    // A value that is its samples times a fixed distance varies little around the mean; waiting times vary by magnitudes.
    private const double LargestDeviation = 4;
    private const double UniformPart = 0.99;

    /// <summary>The counts of all samples, null when the profile does not tell.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="type">Index of the sample type whose values are compared.</param>
    public static long[]? Find(Profile profile, int type)
    {
        if (profile.SampleTypes[type] == SampleType.Samples)
            return Column(profile, type, 1);
        int samples = profile.SampleTypes.ToList().IndexOf(SampleType.Samples);
        if (samples >= 0)
        {
            long[] counts = Column(profile, samples, 1);
            return IsUniform(profile, type, counts) ? counts : null;
        }

        return profile.Period > 0 && profile.PeriodType == profile.SampleTypes[type] ? Column(profile, type, profile.Period) : null;
    }

    private static long[] Column(Profile profile, int type, long divisor)
    {
        var counts = new long[profile.SampleCount];
        for (int sample = 0; sample < counts.Length; sample++)
            counts[sample] = Math.Max(0, (profile.ValuesOf(sample)[type] + (divisor / 2)) / divisor);
        return counts;
    }

    private static bool IsUniform(Profile profile, int type, long[] counts)
    {
        double sum = 0, all = 0;
        for (int sample = 0; sample < counts.Length; sample++)
        {
            sum += profile.ValuesOf(sample)[type];
            all += counts[sample];
        }

        double mean = sum / all, uniform = 0;
        for (int sample = 0; sample < counts.Length; sample++)
        {
            double expected = counts[sample] * mean, value = profile.ValuesOf(sample)[type];
            if (value >= expected / LargestDeviation && value <= expected * LargestDeviation)
                uniform += counts[sample];
        }

        return all > 0 && uniform >= UniformPart * all;
    }
}
