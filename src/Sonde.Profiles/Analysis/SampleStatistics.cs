namespace Sonde.Profiles.Analysis;

/// <summary>Tests of whether two counts of samples differ by more than chance. They are exact, for few samples as for many.</summary>
internal static class SampleStatistics
{
    // Stirling's series is exact to double precision from here on (its next term is below 1e-15).
    private const double StirlingFrom = 16;

    private const double Negligible = 1e-18;

    /// <summary>
    /// Fisher's exact test, two-sided (twice the smaller tail): the probability of shares at least as different as
    /// <paramref name="a"/> of <paramref name="aTotal"/> and <paramref name="b"/> of <paramref name="bTotal"/> when both are
    /// drawn from the same program.
    /// </summary>
    public static double EqualShares(long a, long aTotal, long b, long bTotal)
    {
        if (a + b == 0 || aTotal == 0 || bTotal == 0)
            return 1;
        // Of the two, the one with more than its part has the tail.
        if ((double)a * bTotal < (double)b * aTotal)
            (a, aTotal, b, bTotal) = (b, bTotal, a, aTotal);
        long hits = a + b, all = aTotal + bTotal;
        double first = LogChoose(hits, a) + LogChoose(all - hits, aTotal - a) - LogChoose(all, aTotal);
        return TwoSided(first, a, Math.Min(hits, aTotal),
            k => (double)(hits - k) * (aTotal - k) / ((double)(k + 1) * (bTotal - hits + k + 1)));
    }

    /// <summary>
    /// The exact test of two Poisson rates, two-sided: the probability of counts at least as different as
    /// <paramref name="a"/> and <paramref name="b"/> when both come at one rate for the given exposures (seconds, for example).
    /// </summary>
    public static double EqualRates(long a, double aExposure, long b, double bExposure)
    {
        if (a + b == 0 || aExposure <= 0 || bExposure <= 0)
            return 1;
        if (a * bExposure < b * aExposure)
            (a, aExposure, b, bExposure) = (b, bExposure, a, aExposure);
        long hits = a + b;
        double odds = aExposure / bExposure, part = aExposure / (aExposure + bExposure);
        double first = LogChoose(hits, a) + (a * Math.Log(part)) + (b * Math.Log(1 - part));
        return TwoSided(first, a, hits, k => (hits - k) / (double)(k + 1) * odds);
    }

    /// <summary>
    /// Corrects probabilities for their number (Benjamini and Hochberg, 1995): of the results below q, a share of at most q
    /// is expected to be false.
    /// </summary>
    public static double[] Correct(ReadOnlySpan<double> probabilities)
    {
        int[] order = [.. Enumerable.Range(0, probabilities.Length)];
        probabilities.ToArray().AsSpan().Sort(order.AsSpan());
        var corrected = new double[probabilities.Length];
        double smallest = 1;
        for (int rank = order.Length; rank > 0; rank--)
        {
            int index = order[rank - 1];
            smallest = Math.Min(smallest, probabilities[index] * order.Length / rank);
            corrected[index] = smallest;
        }

        return corrected;
    }

    /// <summary>Twice the sum of a distribution's terms from one to its end; each follows from the one before.</summary>
    private static double TwoSided(double logFirst, long from, long to, Func<long, double> ratio)
    {
        double term = 1, sum = 1;
        for (long k = from; k < to && term > Negligible * sum; k++)
        {
            term *= ratio(k);
            sum += term;
        }

        return Math.Min(1, 2 * Math.Exp(logFirst + Math.Log(sum)));
    }

    private static double LogChoose(long n, long k) => LogGamma(n + 1.0) - LogGamma(k + 1.0) - LogGamma(n - k + 1.0);

    /// <summary>Logarithm of the gamma function of a number of at least 1.</summary>
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < StirlingFrom; x++)
            shift += Math.Log(x);
        double inverse = 1 / x, square = inverse * inverse;
        double series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square / 1188))))))));
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series - shift;
    }
}
