namespace Sonde.Inspection.Watching;

/// <summary>How often values came, in steps of one percent: percentiles of any number of readings in 32 KiB.</summary>
internal sealed class ValueDistribution
{
    private const double Step = 1.01;

    /// <summary>1.01^4000 is more than 2^57.</summary>
    private const int Buckets = 4000;

    private static readonly double LogStep = Math.Log(Step);

    private readonly long[] _counts = new long[Buckets];
    private double _most;

    /// <summary>Values so far.</summary>
    public long Count { get; private set; }

    /// <summary>The largest value, exactly.</summary>
    public double Most => _most;

    /// <summary>Adds a value; less than one counts as none.</summary>
    public void Add(double value)
    {
        _counts[value < 1 ? 0 : Math.Min(Buckets - 1, 1 + (int)(Math.Log(value) / LogStep))]++;
        _most = Math.Max(_most, value);
        Count++;
    }

    /// <summary>The value that a share of all values does not exceed, to one percent; 0 without values.</summary>
    /// <param name="share">0 to 1.</param>
    public double Percentile(double share)
    {
        long rank = (long)Math.Ceiling(share * Count), seen = 0;
        for (int i = 0; i < Buckets && Count > 0; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return i == 0 ? 0 : Math.Min(_most, Math.Pow(Step, i));
        }

        return _most;
    }

    /// <summary>The share of values above a value, 0 to 1.</summary>
    public double ShareAbove(double value)
    {
        long above = 0;
        for (int i = Buckets - 1; i > 0 && Math.Pow(Step, i - 1) > value; i--)
            above += _counts[i];
        return Count == 0 ? 0 : (double)above / Count;
    }
}
