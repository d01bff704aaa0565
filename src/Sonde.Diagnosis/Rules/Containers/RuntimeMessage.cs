using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Rules;

/// <summary>What container runtimes say when they cannot start a container.</summary>
internal static partial class RuntimeMessage
{
    // Each step that containerd and runc went through puts its own words before the cause.
    private static readonly string[] Wrappings = ["unable to start container process: ", "error during container init: ", "OCI runtime create failed: "];

    /// <summary>The cause without the steps that led to it, on one line.</summary>
    public static string Core(string message)
    {
        if (Mount().Match(message) is { Success: true } mount)
        {
            string kind = mount.Groups["why"].Value == "not a directory" ? " (a folder onto a file, or a file onto a folder)" : "";
            return $"cannot mount onto {mount.Groups["at"].Value}: {mount.Groups["why"].Value}{kind}";
        }

        string core = message;
        foreach (string wrapping in Wrappings)
        {
            int at = core.LastIndexOf(wrapping, StringComparison.Ordinal);
            if (at >= 0)
                core = core[(at + wrapping.Length)..];
        }

        return LogExcerpt.Shorten(core.EndsWith(": unknown", StringComparison.Ordinal) ? core[..^": unknown".Length] : core);
    }

    /// <summary>Where in the container a mount failed because one is a folder and the other a file; empty for another failure.</summary>
    public static string MismatchedMount(string message) =>
        Mount().Match(message) is { Success: true } mount && mount.Groups["why"].Value == "not a directory" ? mount.Groups["at"].Value : "";

    // runc: error mounting "SOURCE" to rootfs at "/etc/x.conf": mount SOURCE:/etc/x.conf (via …), flags: 0x5001: not a directory: unknown
    [GeneratedRegex("""error mounting "[^"]*" to rootfs at "(?<at>[^"]+)": .*?: (?<why>not a directory|permission denied|no such file or directory|read-only file system|operation not permitted|is a directory)""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Mount();
}
