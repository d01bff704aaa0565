using System.Globalization;

namespace Sonde.Diagnosis.Rules;

/// <summary>Time spans in words.</summary>
internal static class Durations
{
    /// <summary>Two units at most: <c>0 s</c>, <c>55 s</c>, <c>7 min</c>, <c>2 h 5 min</c>, <c>3 d</c>.</summary>
    public static string Words(TimeSpan span)
    {
        if (span < TimeSpan.Zero)
            span = TimeSpan.Zero;
        return span switch
        {
            { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalSeconds):0} s"),
            { TotalMinutes: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes):0} min"),
            { TotalHours: < 48 } when span.Minutes > 0 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} h {span.Minutes} min"),
            { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):0} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalDays):0} d"),
        };
    }
}
