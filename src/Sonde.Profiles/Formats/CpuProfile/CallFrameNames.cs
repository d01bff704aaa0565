using System.Globalization;

namespace Sonde.Profiles.Formats.CpuProfile;

/// <summary>V8's own name of a function: the script and the place where it begins, both counted from 0.</summary>
internal static class CallFrameNames
{
    /// <summary>What V8 shows for a function without a name.</summary>
    public const string Anonymous = "(anonymous)";

    /// <summary>The root of every tree.</summary>
    public const string Root = "(root)";

    /// <summary>The system name.</summary>
    public static string Format(string script, int line, int column) =>
        string.Create(CultureInfo.InvariantCulture, $"{script}:{line}:{column}");

    /// <summary>Takes a system name apart; false when it is none of V8's.</summary>
    public static bool TryParse(string name, out string script, out int line, out int column)
    {
        (script, line, column) = ("", 0, 0);
        string[] parts = name.Split(':');
        if (parts.Length != 3
            || !int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out line)
            || !int.TryParse(parts[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out column))
            return false;
        script = parts[0];
        return true;
    }
}
