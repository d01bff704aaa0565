using Sonde.Inspection.Watching;

namespace Sonde.Inspection.Tests.Watching;

/// <summary>Leak or spike; each case is a minute of intervals of one second with ten readings.</summary>
public sealed class MemoryTrendTests
{
    private const long Mebibyte = 1 << 20;

    private readonly ValueDistribution _values = new();

    [Fact]
    public void What_stays_the_same_is_steady() => Assert.Equal(MemoryShape.Steady, Judge(_ => (100, 104)).Shape);

    [Fact]
    public void What_rises_and_comes_back_is_spikes()
    {
        MemoryTrend trend = Judge(at => at % 10 == 5 ? (100, 400) : (100, 102));
        Assert.Equal(MemoryShape.Spikes, trend.Shape);
        Assert.Contains("it came back each time", trend.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_floor_that_rises_is_growth_with_its_rate_whatever_the_spikes_on_it()
    {
        MemoryTrend trend = Judge(at => (100 + (2 * at), 110 + (2 * at) + (at % 7 == 0 ? 200 : 0)));
        Assert.Equal(MemoryShape.Growing, trend.Shape);
        Assert.Equal(2 * Mebibyte, trend.Growth, Mebibyte * 0.1);
        Assert.Contains("so does a cache that fills", trend.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_collected_like_garbage_does_not_grow() => Assert.Equal(MemoryShape.Varying, Judge(at => (100 + (10 * (at % 12)), 105 + (10 * (at % 12)))).Shape);

    [Fact]
    public void What_grew_until_it_was_killed_grew_though_nothing_is_left_of_it()
    {
        (long, long) Leak(int at) => at < 9 ? (139 + (3 * at), 142 + (3 * at)) : (0, at == 9 ? 166 : 1);
        Assert.Equal(MemoryShape.Growing, Judge(Leak, seconds: 11, isGone: true).Shape);
        // While it lives on, what comes back may grow again.
        Assert.NotEqual(MemoryShape.Growing, Judge(Leak, seconds: 11).Shape);
    }

    [Fact]
    public void A_step_is_no_leak()
    {
        MemoryTrend trend = Judge(at => at < 40 ? (100, 101) : (300, 301));
        Assert.Equal(MemoryShape.Varying, trend.Shape);
        Assert.Contains("cannot be told from a start or a step", trend.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_three_seconds_nothing_is_concluded() => Assert.Equal(MemoryShape.Unknown, Judge(at => (100 + (40 * at), 130 + (40 * at)), seconds: 3).Shape);

    [Fact]
    public void The_advice_is_above_the_peak_and_says_why()
    {
        MemoryTrend trend = Judge(at => at % 10 == 5 ? (100, 400) : (100, 102));
        ResourceAdvice advice = ResourceAdvice.Memory(_values, trend, 410 * Mebibyte, oomKills: 0);
        // 400 MiB and 20 %, rounded up in steps of 8.
        Assert.Equal(("memory", "480Mi"), (advice.Resource, advice.Limit));
        Assert.Contains("the peak was 400 MiB", advice.Reason, StringComparison.Ordinal);
        Assert.Contains("the limit of 410 MiB leaves less", advice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void For_a_leak_no_limit_is_advised_and_after_an_oom_kill_the_peak_is_unknown()
    {
        MemoryTrend leak = Judge(at => (100 + at, 110 + at));
        ResourceAdvice advice = ResourceAdvice.Memory(_values, leak, 1024 * Mebibyte, 0);
        Assert.Null(advice.Limit);
        Assert.Contains("no limit is enough for ever", advice.Reason, StringComparison.Ordinal);
        ResourceAdvice killed = ResourceAdvice.Memory(_values, leak, 200 * Mebibyte, oomKills: 2);
        Assert.Equal("304Mi", killed.Limit);
        Assert.Contains("the true peak is unknown", killed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Percentiles_are_right_to_one_percent()
    {
        for (int i = 1; i <= 1000; i++)
            _values.Add(i * 1000);
        Assert.Equal(500_000, _values.Percentile(0.5), 5_000.0);
        Assert.Equal(950_000, _values.Percentile(0.95), 9_500.0);
        Assert.Equal((1_000_000, 0), (_values.Percentile(1), new ValueDistribution().Percentile(0.5)));
        Assert.Equal(0.25, _values.ShareAbove(750_000), 0.01);
    }

    [Fact]
    public void A_long_watch_keeps_least_and_most_in_bounded_memory()
    {
        var history = new WatchHistory();
        const int Seconds = 20_000;
        for (int i = 1; i <= Seconds; i++)
            history.Add(new WatchColumn(TimeSpan.FromSeconds(i), 100 + i, i == 7777 ? 1_000_000 : 200 + i, 0, null, null, null));
        Assert.InRange(history.Whole.Count, 1000, WatchHistory.MostWhole);
        Assert.Equal((101L, 1_000_000L), (history.Whole.Min(column => column.Least), history.Whole.Max(column => column.Most)));
        Assert.Equal(TimeSpan.FromSeconds(Seconds), history.Whole[^1].At);
        Assert.Equal((WatchHistory.MostRecent, TimeSpan.FromSeconds(Seconds)), (history.Recent.Count, history.Recent[^1].At));
    }

    private MemoryTrend Judge(Func<int, (long Least, long Most)> mebibytes, int seconds = 60, bool isGone = false)
    {
        const int Readings = 10;
        var columns = new List<WatchColumn>();
        for (int at = 0; at < seconds; at++)
        {
            (long least, long most) = mebibytes(at);
            columns.Add(new WatchColumn(TimeSpan.FromSeconds(at + 1), least * Mebibyte, most * Mebibyte, 0, null, null, null));
            for (int i = 0; i < Readings; i++)
                _values.Add((i == 0 ? most : least) * Mebibyte);
        }

        return MemoryTrend.Judge(columns, _values, isGone);
    }
}
