namespace Sonde.Profiles;

/// <summary>Names of the <see cref="ProfileQuality.Notes"/> that Sonde's own collectors write and its renderers know.</summary>
public static class NoteNames
{
    /// <summary>What was profiled, as a person calls it, for example <c>bad-app</c>. Stands in the title of a picture.</summary>
    public const string Target = "target";

    /// <summary>The command line that made the profile.</summary>
    public const string Command = "command";

    /// <summary>Of Python: how much the GIL was held and waited for, in words; stands in the quality line.</summary>
    public const string Gil = "gil";

    /// <summary>The host it was taken on.</summary>
    public const string Host = "host";

    /// <summary>The kernel release of that host.</summary>
    public const string Kernel = "kernel";

    /// <summary>Share of the samples of Python whose Python and native frames are matched, for example <c>98.2 %</c>.</summary>
    public const string PythonMatched = "python_matched";
}
