using System.Globalization;

namespace Sonde.Profiles.Rendering;

/// <summary>One line that says how good a profile is. What is wrong stands first.</summary>
public static class QualityLine
{
    /// <summary>
    /// For example <c>412 samples, 0 lost, 0 truncated, 0 torn, never paused, collector 1.2 % of one core (62 ms)</c>.
    /// </summary>
    public static string Format(Profile profile)
    {
        ProfileQuality quality = profile.Quality;
        if (!quality.IsKnown)
            return "quality unknown: the profile does not say how many samples were lost";
        List<string> problems = [], rest = [Plural(quality.Samples, "sample")];
        Sort(problems, rest, quality.Lost, quality.Samples, "lost");
        Sort(problems, rest, quality.Truncated, quality.Samples, "truncated");
        Sort(problems, rest, quality.Torn, quality.Samples, "torn");
        long failures = quality.UnwindFailed.Values.Sum();
        if (failures > 0)
        {
            string causes = string.Join(", ", quality.UnwindFailed
                .Where(cause => cause.Value > 0)
                .OrderByDescending(cause => cause.Value)
                .Select(cause => $"{cause.Key.Replace('_', ' ')} {ValueText.Count(cause.Value)}"));
            problems.Add($"{Plural(failures, "incomplete stack")} ({causes})");
        }

        if (quality.Notes.TryGetValue(NoteNames.PythonMatched, out string? matched))
            rest.Add($"{matched} of the samples have their Python and native frames matched");
        if (quality.PauseMilliseconds > 0)
            problems.Add($"target paused for {ValueText.Milliseconds(quality.PauseMilliseconds)}");
        else
            rest.Add("never paused");
        // Who sampled always used some CPU: of recordings made by others it is not known.
        if (quality.CollectorCpuMilliseconds > 0)
            rest.Add(Collector(quality, profile.Duration));
        if (quality.Notes.TryGetValue(NoteNames.Gil, out string? gil))
            rest.Add($"GIL {gil}");
        return problems.Count == 0 ? string.Join(", ", rest) : $"{string.Join(", ", problems)}; {string.Join(", ", rest)}";
    }

    /// <summary>
    /// How the profile was taken, for example <c>cpu-clock at 99 Hz for 5.0 s from 2026-11-21 02:31:07 UTC</c>; empty when
    /// nothing is known.
    /// </summary>
    public static string HowTaken(Profile profile)
    {
        List<string> words = [];
        ProfileQuality quality = profile.Quality;
        if (quality.Event.Length > 0)
            words.Add(quality.Event);
        if (quality.Rate > 0)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"at {quality.Rate:0.##} Hz"));
        if (profile.DurationNanoseconds > 0)
            words.Add($"for {ValueText.Duration(profile.Duration)}");
        if (profile.StartTime is { } start)
            words.Add(start.UtcDateTime.ToString("'from' yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        if (quality.Notes.TryGetValue(NoteNames.Host, out string? host))
            words.Add($"on {host}");
        if (quality.Notes.TryGetValue(NoteNames.Kernel, out string? kernel))
            words.Add($"(kernel {kernel})");
        return string.Join(' ', words);
    }

    private static void Sort(List<string> problems, List<string> rest, long count, long samples, string what)
    {
        if (count == 0)
            rest.Add($"0 {what}");
        else
            problems.Add(samples > 0
                ? $"{ValueText.Count(count)} {what} ({ValueText.Percent((double)count / samples)})"
                : $"{ValueText.Count(count)} {what}");
    }

    private static string Collector(ProfileQuality quality, TimeSpan duration)
    {
        string time = ValueText.Milliseconds(quality.CollectorCpuMilliseconds);
        return duration > TimeSpan.Zero
            ? $"collector {ValueText.Percent(quality.CollectorCpuMilliseconds / duration.TotalMilliseconds)} of one core ({time})"
            : $"collector {time} of CPU";
    }

    private static string Plural(long count, string noun) => $"{ValueText.Count(count)} {noun}{(count == 1 ? "" : "s")}";
}
