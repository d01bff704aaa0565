using System.Globalization;

namespace Sonde.Profiles.Formats.Pprof;

/// <summary>
/// <see cref="ProfileQuality"/> as comments of the form <c>sonde.NAME=VALUE</c>; <see cref="QualityCommentReader"/> reads them.
/// </summary>
internal static class QualityComments
{
    internal const string Prefix = "sonde.";
    internal const string UnwindFailedPrefix = "unwind_failed.";
    internal const string NotePrefix = "note.";

    /// <summary>The comments, in a fixed order. Counts are written even when they are 0, once anything is known.</summary>
    public static IEnumerable<string> Format(ProfileQuality quality)
    {
        if (quality.IsKnown)
        {
            yield return Comment("samples", quality.Samples);
            yield return Comment("lost", quality.Lost);
            yield return Comment("truncated", quality.Truncated);
            yield return Comment("torn", quality.Torn);
            foreach ((string cause, long count) in quality.UnwindFailed)
                yield return Comment(UnwindFailedPrefix + cause, count);
            yield return Comment("pause_ms", quality.PauseMilliseconds);
            yield return Comment("collector_cpu_ms", quality.CollectorCpuMilliseconds);
        }

        if (quality.Event.Length > 0)
            yield return $"{Prefix}event={quality.Event}";
        if (quality.Rate != 0)
            yield return Comment("rate", quality.Rate);
        foreach ((string name, string value) in quality.Notes)
            yield return $"{Prefix}{NotePrefix}{name}={value}";
    }

    private static string Comment(string name, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{name}={value}");

    private static string Comment(string name, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{name}={value:R}");
}
