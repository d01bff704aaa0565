namespace Sonde.Inspection.Watching;

/// <summary>Tells a leak from a spike, or says that it cannot.</summary>
/// <param name="Shape">What it looked like.</param>
/// <param name="Growth">Rise of the floor, in bytes per second; 0 unless it grows.</param>
/// <param name="Reason">What that is concluded from.</param>
public sealed record MemoryTrend(MemoryShape Shape, double Growth, string Reason)
{
    /// <summary>The floors of so many windows are compared.</summary>
    private const int MostWindows = 60, LeastWindows = 8;

    /// <summary>Of all pairs of windows, the later one is higher in this share more than it is lower (Kendall's tau).</summary>
    private const double GrowingTau = 0.6;

    /// <summary>The floor has risen by this share of the median, and by this many bytes.</summary>
    private const double GrowingShare = 0.05;
    private const long GrowingBytes = 1 << 20;

    /// <summary>A peak of this many times the median is a spike; up to this many it is steady.</summary>
    private const double SpikeFactor = 1.3, SteadyFactor = 1.1;

    /// <summary>What falls under this share of the median when the target ends, and stays there, is the end.</summary>
    private const double EndShare = 0.5;

    /// <summary>A spike is above the middle between median and peak in less than this share of the readings.</summary>
    private const double SpikeShare = 0.25;

    /// <summary>Judges what was seen.</summary>
    /// <param name="columns">Least and most of each interval, in order.</param>
    /// <param name="values">All readings.</param>
    /// <param name="isGone">The target has ended: what its memory fell to then is not how it went.</param>
    internal static MemoryTrend Judge(IReadOnlyList<WatchColumn> columns, ValueDistribution values, bool isGone = false)
    {
        double median = values.Percentile(0.5), peak = values.Most;
        if (isGone)
            columns = [.. columns.Take(columns.Count - columns.Reverse().TakeWhile(column => column.Least < median * EndShare).Count())];
        if (columns.Count == 0 || values.Count == 0)
            return new MemoryTrend(MemoryShape.Unknown, 0, "nothing was read yet");
        (double tau, double rise, double seconds, int windows) = Floor(columns);
        bool spiked = peak >= median * SpikeFactor && peak - median >= GrowingBytes;
        double middle = (median + peak) / 2, above = values.ShareAbove(middle);
        if (windows >= LeastWindows && tau >= GrowingTau && rise >= Math.Max(median * GrowingShare, GrowingBytes) && seconds > 0)
        {
            double rate = rise / seconds;
            return new MemoryTrend(
                MemoryShape.Growing, rate,
                $"even in its calmest moments it needs more and more: the floor rose by {Figures.Bytes(rise)} in {Figures.Time(seconds)}, and in {Figures.Percent((1 + tau) / 2)} of all "
                + "pairs of moments the later one is higher. A leak does that, and so does a cache that fills: watch longer than it should take to fill");
        }

        if (spiked && above < SpikeShare && columns[^1].Least < middle)
        {
            return new MemoryTrend(
                MemoryShape.Spikes, 0,
                $"above {Figures.Bytes(middle)} in only {Figures.Percent(above)} of the readings, and it came back each time: spikes, not a leak");
        }

        if (windows < LeastWindows)
            return new MemoryTrend(MemoryShape.Unknown, 0, "too short to tell a leak from a start or a spike");
        if (peak <= median * SteadyFactor || peak - median < GrowingBytes)
            return new MemoryTrend(MemoryShape.Steady, 0, "about the same all the time: no sign of a leak in this time");
        return new MemoryTrend(
            MemoryShape.Varying, 0,
            columns[^1].Least >= middle
                ? "it has risen and not come back yet: a leak cannot be told from a start or a step here"
                : "up and down without a direction: no sign of a leak in this time");
    }

    /// <summary>Kendall's tau of the floors of equal windows, how far the floor rose, in which time, and how many windows there were.</summary>
    private static (double Tau, double Rise, double Seconds, int Windows) Floor(IReadOnlyList<WatchColumn> columns)
    {
        int size = (columns.Count + MostWindows - 1) / MostWindows, count = columns.Count / size;
        var floors = new long[count];
        var times = new double[count];
        for (int i = 0; i < count; i++)
        {
            floors[i] = Enumerable.Range(i * size, size).Min(at => columns[at].Least);
            times[i] = columns[(i * size) + (size / 2)].At.TotalSeconds;
        }

        long balance = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count; j++)
                balance += Math.Sign(floors[j] - floors[i]);
        }

        double pairs = count * (count - 1) / 2.0;
        int quarter = Math.Max(1, count / 4);
        double first = Median(floors[..quarter]), last = Median(floors[^quarter..]);
        double seconds = times[^quarter..].Average() - times[..quarter].Average();
        return (pairs > 0 ? balance / pairs : 0, last - first, seconds, count);
    }

    private static double Median(long[] values) => values.Order().ElementAt(values.Length / 2);
}
