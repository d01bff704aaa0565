using System.Globalization;

namespace Sonde.Profiles.Formats.CpuProfile;

/// <summary>The clock of a <c>.cpuprofile</c>: microseconds since the machine started, or since some other beginning.</summary>
internal static class CpuProfileClock
{
    // 2001-09-09; a machine that has run for so long has not been built.
    private const decimal FirstUnixTime = 1_000_000_000_000_000;

    private const string Prefix = "cpuprofile.start_us=";

    /// <summary>The time can only be one since 1970.</summary>
    public static bool IsUnixTime(decimal microseconds) => microseconds >= FirstUnixTime;

    /// <summary>The comment that keeps a time of another beginning.</summary>
    public static string Comment(decimal microseconds) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{microseconds}");

    /// <summary>True for such a comment.</summary>
    public static bool IsComment(string comment) => comment.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The start that a profile's comments or its start time tell; 0 when they do not.</summary>
    public static long StartOf(Profile profile)
    {
        foreach (string comment in profile.Comments)
        {
            if (IsComment(comment)
                && decimal.TryParse(comment.AsSpan(Prefix.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal start)
                && start is > 0 and < FirstUnixTime)
                return (long)start;
        }

        return profile.StartNanoseconds / 1000;
    }
}
