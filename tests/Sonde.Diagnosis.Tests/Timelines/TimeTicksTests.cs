using System.Globalization;
using FsCheck.Fluent;
using Sonde.Diagnosis.Timelines.Rendering;

namespace Sonde.Diagnosis.Tests.Timelines;

/// <summary>A time axis has the marks of a clock.</summary>
public sealed class TimeTicksTests
{
    [Theory]
    [InlineData("2026-01-02T10:00:00Z", "2026-01-02T11:59:00Z", "10:00 10:20 10:40 11:00 11:20 11:40")]
    [InlineData("2026-01-02T10:00:03Z", "2026-01-02T10:00:41Z", "10:00:10 10:00:20 10:00:30 10:00:40")]
    [InlineData("2026-01-02T22:10:00Z", "2026-01-03T03:00:00Z", "01-02 23:00 01-03 00:00 01-03 01:00 01-03 02:00 01-03 03:00")]
    [InlineData("2026-01-02T22:10:00Z", "2026-01-07T03:00:00Z", "01-03 01-04 01-05 01-06 01-07")]
    [InlineData("2026-01-02T22:10:07.5Z", "2026-01-02T22:10:07.5Z", "22:10:07")]
    public void Marks_stand_where_a_clock_has_them(string from, string to, string marks) =>
        Assert.Equal(marks, string.Join(' ', TimeTicks.Between(Time(from), Time(to)).Select(mark => mark.Text)));

    [Fact]
    public void There_are_some_and_not_too_many_between_any_two_times() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).SelectMany(from => Gen.Choose(0, int.MaxValue).Select(span => (From: from, Span: span))).ToArbitrary(),
            axis =>
            {
                DateTimeOffset from = DateTimeOffset.UnixEpoch.AddSeconds(axis.From), to = from.AddSeconds(axis.Span);
                IReadOnlyList<(DateTimeOffset Time, string Text)> marks = TimeTicks.Between(from, to);
                Assert.InRange(marks.Count, 1, 7);
                Assert.All(marks, mark => Assert.InRange(mark.Time, from, to));
                Assert.Equal(marks.Count, marks.Select(mark => mark.Text).Distinct().Count());
            }).Holds(500);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
