namespace Sonde.Diagnosis.Shares;

/// <summary>
/// How likely it is that a share of things is as large by chance: of <paramref name="all"/> things <paramref name="chosen"/> are drawn
/// without putting back (Fisher's exact test, one-sided).
/// </summary>
/// <param name="all">How many things there are.</param>
/// <param name="chosen">How many of them are drawn: those that fail.</param>
internal sealed class Hypergeometric(int all, int chosen)
{
    // Terms beyond this share of the sum change no digit that is shown.
    private const double Negligible = 1e-17;

    private readonly double[] _logFactorials = LogFactorials(all);

    /// <summary>The probability that at least <paramref name="hits"/> of the things drawn are among <paramref name="marked"/> things.</summary>
    public double AtLeast(int hits, int marked)
    {
        int most = Math.Min(chosen, marked);
        if (hits <= Math.Max(0, chosen + marked - all))
            return 1;
        if (hits > most)
            return 0;
        double term = Math.Exp(LogOf(hits, marked)), sum = term;
        for (int k = hits; k < most; k++)
        {
            // From one term to the next: C(K,k)·C(N−K,n−k) changes by this factor.
            term *= (double)(marked - k) * (chosen - k) / ((double)(k + 1) * (all - marked - chosen + k + 1));
            sum += term;
            if (term < sum * Negligible)
                break;
        }

        return Math.Min(sum, 1);
    }

    /// <summary>The least probability that any draw could have for so many marked things: all of them, or nothing else, are drawn.</summary>
    public double Least(int marked) => AtLeast(Math.Min(chosen, marked), marked);

    private double LogOf(int hits, int marked) =>
        LogChoose(marked, hits) + LogChoose(all - marked, chosen - hits) - LogChoose(all, chosen);

    private double LogChoose(int from, int take) => _logFactorials[from] - _logFactorials[take] - _logFactorials[from - take];

    private static double[] LogFactorials(int upTo)
    {
        var logs = new double[upTo + 1];
        for (int i = 2; i <= upTo; i++)
            logs[i] = logs[i - 1] + Math.Log(i);
        return logs;
    }
}
