using System.Globalization;

namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>Marks of a time axis, where a clock would have them.</summary>
internal static class TimeTicks
{
    private const int Most = 7;

    private static readonly TimeSpan[] Steps =
    [
        .. ((int[])[1, 2, 5, 10, 15, 20, 30]).Select(n => TimeSpan.FromSeconds(n)),
        .. ((int[])[1, 2, 5, 10, 15, 20, 30]).Select(n => TimeSpan.FromMinutes(n)),
        .. ((int[])[1, 2, 3, 6, 12]).Select(n => TimeSpan.FromHours(n)),
        .. ((int[])[1, 2, 7, 14, 28, 91, 364]).Select(n => TimeSpan.FromDays(n)),
    ];

    /// <summary>The marks between two times, at most <see cref="Most"/>, with what stands at them; UTC.</summary>
    /// <param name="from">Where the axis begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <returns>At least one mark: of an axis between two marks its beginning.</returns>
    public static IReadOnlyList<(DateTimeOffset Time, string Text)> Between(DateTimeOffset from, DateTimeOffset to)
    {
        TimeSpan span = to - from;
        TimeSpan step = Array.Find(Steps, one => span.Ticks / one.Ticks < Most);
        if (step == TimeSpan.Zero)
            step = new TimeSpan((span.Ticks / Most) + 1);
        long first = from.UtcTicks + ((step.Ticks - (from.UtcTicks % step.Ticks)) % step.Ticks);
        List<DateTimeOffset> times = [];
        for (long at = first; at <= to.UtcTicks; at += step.Ticks)
            times.Add(new DateTimeOffset(at, TimeSpan.Zero));
        if (times.Count == 0)
            times.Add(from);
        string clock = step.Ticks % TimeSpan.TicksPerMinute == 0 && times[0].Second == 0 ? "HH:mm" : "HH:mm:ss";
        string format = from.UtcDateTime.Date == to.UtcDateTime.Date ? clock
            : span > TimeSpan.FromDays(300) ? "yyyy-MM-dd"
            : step.Ticks % TimeSpan.TicksPerDay == 0 ? "MM-dd"
            : "MM-dd " + clock;
        return [.. times.Select(time => (time, time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)))];
    }
}
