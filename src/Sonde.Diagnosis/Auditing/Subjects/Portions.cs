using System.Globalization;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>Numbers of pods that may be written as percentages.</summary>
internal static class Portions
{
    /// <summary>None at all.</summary>
    public static bool IsZero(string portion) => portion is "0" or "0%";

    /// <summary>All of a number of pods, or more; <c>100%</c> of whatever number.</summary>
    public static bool IsAll(string portion, int pods)
    {
        if (portion.EndsWith('%'))
            return int.TryParse(portion[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent >= 100;
        return int.TryParse(portion, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && pods > 0 && number >= pods;
    }
}
