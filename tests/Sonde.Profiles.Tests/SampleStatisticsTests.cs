using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Tests;

public sealed class SampleStatisticsTests
{
    // Twice the smaller tail, summed with whole numbers (Python's math.comb).
    [Theory]
    [InlineData(8, 10, 1, 6, 0.04895104895)]
    [InlineData(0, 100, 10, 100, 0.00154205213)]
    [InlineData(5, 100, 5, 100, 1)]
    public void Shares_are_compared_exactly(long a, long aTotal, long b, long bTotal, double expected)
    {
        Assert.Equal(expected, SampleStatistics.EqualShares(a, aTotal, b, bTotal), 1e-8);
        Assert.Equal(expected, SampleStatistics.EqualShares(b, bTotal, a, aTotal), 1e-8);
    }

    [Theory]
    [InlineData(10, 1, 0, 1, 2.0 / 1024)]
    [InlineData(9, 1, 1, 1, 22.0 / 1024)]
    [InlineData(8, 1, 2, 4, 0.0001558528)]
    public void Rates_are_compared_exactly(long a, double aTime, long b, double bTime, double expected)
    {
        Assert.Equal(expected, SampleStatistics.EqualRates(a, aTime, b, bTime), 1e-8);
        Assert.Equal(expected, SampleStatistics.EqualRates(b, bTime, a, aTime), 1e-8);
    }

    [Fact]
    public void Probabilities_are_corrected_for_their_number()
    {
        double[] corrected = SampleStatistics.Correct([0.01, 0.04, 0.03, 0.5]);

        Assert.Equal([0.04, 0.16 / 3, 0.16 / 3, 0.5], corrected, (a, b) => Math.Abs(a - b) < 1e-9);
    }
}
