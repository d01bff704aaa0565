using FsCheck.Fluent;
using Sonde.Cli.CommandLine;

namespace Sonde.Cli.Tests;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    [InlineData("10", 10_000)]
    [InlineData("0.5", 500)]
    [InlineData("1.5s", 1500)]
    [InlineData("24h", 86_400_000)]
    public void Durations_are_read(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration, out string error), error);
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10x")]
    [InlineData("10 s")]
    [InlineData("30s1m")]
    [InlineData("1m1m")]
    [InlineData("-5s")]
    [InlineData("+5")]
    [InlineData("1e3")]
    [InlineData("1.2.3s")]
    [InlineData("NaN")]
    [InlineData("0.0001ms")]
    [InlineData("99999999999999999999h")]
    public void Other_texts_are_refused(string text)
    {
        Assert.False(DurationText.TryParse(text, out _, out string error));
        Assert.NotEmpty(error);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void Any_text_is_either_read_within_bounds_or_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            bool read = DurationText.TryParse(text ?? "", out TimeSpan duration, out string error);
            return read ? duration > TimeSpan.Zero && duration <= DurationText.Longest : error.Length > 0;
        }).Holds();

    [Fact]
    public void Milliseconds_written_in_any_units_are_read_back() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), value =>
        {
            int ms = 1 + (int)((uint)value % 86_399_999);
            TimeSpan expected = TimeSpan.FromMilliseconds(ms);
            string text = $"{(int)expected.TotalHours}h{expected.Minutes}m{expected.Seconds}s{expected.Milliseconds}ms";
            return DurationText.TryParse(text, out TimeSpan duration, out _) && duration == expected;
        }).Holds();

    [Theory]
    [InlineData(850, "850 ms")]
    [InlineData(2345, "2.3 s")]
    [InlineData(10_000, "10 s")]
    [InlineData(90_000, "1 m 30 s")]
    public void Durations_are_written_for_people(int milliseconds, string expected) =>
        Assert.Equal(expected, DurationText.Format(TimeSpan.FromMilliseconds(milliseconds)));
}
