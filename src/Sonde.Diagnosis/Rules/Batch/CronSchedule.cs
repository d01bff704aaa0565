using System.Globalization;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// The schedule of a CronJob: five fields, names of months and days, ranges, steps, and <c>@hourly</c> and the like, as
/// robfig/cron's standard parser reads them. Times are taken as UTC.
/// </summary>
internal sealed class CronSchedule
{
    private const int MostYears = 5;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly ulong _minutes, _hours, _days, _months, _weekdays;
    private readonly bool _anyDay, _anyWeekday;

    private CronSchedule(ulong[] fields, bool anyDay, bool anyWeekday)
    {
        (_minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        (_anyDay, _anyWeekday) = (anyDay, anyWeekday);
    }

    /// <summary>Reads a schedule; null when it is none.</summary>
    public static CronSchedule? Parse(string text)
    {
        string plain = text.Trim() switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            var other => other,
        };
        string[] parts = plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
            return null;
        (int Low, int High, string[] Names, int First)[] bounds = [(0, 59, [], 0), (0, 23, [], 0), (1, 31, [], 0), (1, 12, Months, 1), (0, 6, Days, 0)];
        var fields = new ulong[5];
        for (int i = 0; i < fields.Length; i++)
        {
            if (Field(parts[i], bounds[i]) is not { } bits)
                return null;
            fields[i] = bits;
        }

        return new CronSchedule(fields, IsStar(parts[2]), IsStar(parts[4]));
    }

    /// <summary>The first time after another; null when there is none in five years: 30 February.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        DateTimeOffset time = after.ToUniversalTime();
        time = new DateTimeOffset(time.Year, time.Month, time.Day, time.Hour, time.Minute, 0, TimeSpan.Zero);
        // The calendar of .NET ends with the year 9999.
        if (time.Year > 9990)
            return null;
        time = time.AddMinutes(1);
        DateTimeOffset end = time.AddYears(MostYears);
        while (time < end)
        {
            if (!Has(_months, time.Month))
                time = new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
            else if (!IsDay(time))
                time = new DateTimeOffset(time.Year, time.Month, time.Day, 0, 0, 0, TimeSpan.Zero).AddDays(1);
            else if (!Has(_hours, time.Hour))
                time = new DateTimeOffset(time.Year, time.Month, time.Day, time.Hour, 0, 0, TimeSpan.Zero).AddHours(1);
            else if (!Has(_minutes, time.Minute))
                time = time.AddMinutes(1);
            else
                return time;
        }

        return null;
    }

    /// <summary>How often it was due in between, up to a bound.</summary>
    public int Count(DateTimeOffset from, DateTimeOffset to, int most)
    {
        int count = 0;
        for (DateTimeOffset? next = Next(from); next <= to && count < most; next = Next(next.Value))
            count++;
        return count;
    }

    /// <summary>Day of month and day of week: either is enough, unless one of them is a star.</summary>
    private bool IsDay(DateTimeOffset time)
    {
        bool day = Has(_days, time.Day), weekday = Has(_weekdays, (int)time.DayOfWeek);
        return _anyDay || _anyWeekday ? day && weekday : day || weekday;
    }

    private static bool Has(ulong bits, int value) => (bits & (1UL << value)) != 0;

    private static bool IsStar(string part) => part is "*" or "?" || part.StartsWith("*/", StringComparison.Ordinal);

    private static ulong? Field(string part, (int Low, int High, string[] Names, int First) bounds)
    {
        ulong bits = 0;
        foreach (string item in part.Split(','))
        {
            string[] stepped = item.Split('/');
            string[] range = stepped[0].Split('-');
            int step = 1;
            if (stepped.Length > 2 || range.Length > 2 || (stepped.Length == 2 && (!Number(stepped[1], out step) || step < 1)))
                return null;
            int low = bounds.Low, high = bounds.High;
            if (stepped[0] is not ("*" or "?"))
            {
                if (Value(range[0], bounds) is not { } first || Value(range[^1], bounds) is not { } last)
                    return null;
                // "5/10" means from 5 on.
                (low, high) = (first, range.Length == 1 && stepped.Length == 2 ? bounds.High : last);
            }

            if (low < bounds.Low || high > bounds.High || low > high)
                return null;
            for (int value = low; value <= high; value += step)
                bits |= 1UL << value;
        }

        return bits;
    }

    private static int? Value(string text, (int Low, int High, string[] Names, int First) bounds)
    {
        int named = Array.IndexOf(bounds.Names, text.ToLowerInvariant());
        return named >= 0 ? named + bounds.First : Number(text, out int number) ? number : null;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
