using System.Globalization;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Tests.Rules.Batch;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("* * * * *", "2026-01-02T12:01:00Z")]
    [InlineData("*/15 * * * *", "2026-01-02T12:15:00Z")]
    [InlineData("5/20 * * * *", "2026-01-02T12:05:00Z")]
    [InlineData("30 9-17 * * mon-fri", "2026-01-02T12:30:00Z")]
    [InlineData("0 3 * * *", "2026-01-03T03:00:00Z")]
    [InlineData("0 0 1 * *", "2026-02-01T00:00:00Z")]
    [InlineData("0 0 29 feb *", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 13 * fri", "2026-01-09T00:00:00Z")]
    [InlineData("0 0 * * 0,6", "2026-01-03T00:00:00Z")]
    [InlineData("@hourly", "2026-01-02T13:00:00Z")]
    public void The_next_time_is_found(string schedule, string next) => Assert.Equal(
        DateTimeOffset.Parse(next, CultureInfo.InvariantCulture), CronSchedule.Parse(schedule)!.Next(DateTimeOffset.Parse("2026-01-02T12:00:30Z", CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("5-1 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("a b c d e")]
    [InlineData("1-2-3 * * * *")]
    public void What_is_no_schedule_is_refused(string text) => Assert.Null(CronSchedule.Parse(text));

    [Fact]
    public void A_day_that_does_not_exist_never_comes() => Assert.Null(CronSchedule.Parse("0 0 31 4,6 *")!.Next(DateTimeOffset.UnixEpoch));

    [Fact]
    public void Times_in_between_are_counted_up_to_a_bound()
    {
        CronSchedule hourly = CronSchedule.Parse("0 * * * *")!;
        Assert.Equal(24, hourly.Count(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), 100));
        Assert.Equal(10, hourly.Count(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), 10));
    }
}
