using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Cgroups;

/// <summary>A mounted cgroup hierarchy, from a line of <c>/proc/PID/mountinfo</c> (proc_pid_mountinfo(5)).</summary>
/// <param name="Version">The interface.</param>
/// <param name="Controllers">Controllers of a version 1 hierarchy, or its <c>name=…</c>; empty for version 2.</param>
/// <param name="Root">Which cgroup is mounted, relative to the root of the reader's cgroup namespace.</param>
/// <param name="MountPoint">Where.</param>
public sealed record CgroupMount(CgroupVersion Version, IReadOnlyList<string> Controllers, string Root, string MountPoint)
{
    /// <summary>True when the hierarchy is the one that a line of <c>/proc/PID/cgroup</c> speaks of.</summary>
    public bool IsHierarchyOf(CgroupMembership membership) =>
        Version == membership.Version
        && (Version == CgroupVersion.V2 || membership.Controllers.Any(Controllers.Contains));

    /// <summary>Parses all lines and returns the cgroup mounts, in order.</summary>
    public static IReadOnlyList<CgroupMount> ParseAll(ReadOnlySpan<byte> content)
    {
        var mounts = new List<CgroupMount>();
        foreach (string line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            if (TryParse(line, out CgroupMount? mount))
                mounts.Add(mount);
        }

        return mounts;
    }

    private static bool TryParse(string line, [NotNullWhen(true)] out CgroupMount? mount)
    {
        mount = null;
        // ID parent major:minor root mountpoint options [optional fields] - type source super-options
        int separator = line.IndexOf(" - ", StringComparison.Ordinal);
        if (separator < 0)
            return false;
        string[] before = line[..separator].Split(' '), after = line[(separator + 3)..].Split(' ');
        if (before.Length < 5 || after.Length < 3 || after[0] is not ("cgroup" or "cgroup2"))
            return false;
        CgroupVersion version = after[0] == "cgroup2" ? CgroupVersion.V2 : CgroupVersion.V1;
        string[] controllers = version == CgroupVersion.V2
            ? []
            : [.. after[2].Split(',').Where(option => option.StartsWith("name=", StringComparison.Ordinal) || IsController(option))];
        mount = new CgroupMount(version, controllers, MountInfoText.Unescape(before[3]), MountInfoText.Unescape(before[4]));
        return true;
    }

    /// <summary>Of the super block's options, these are not controllers (kernel/cgroup/cgroup-v1.c).</summary>
    private static bool IsController(string option) =>
        option is not ("rw" or "ro" or "none" or "noprefix" or "clone_children" or "xattr" or "cpuset_v2_mode" or "favordynmods"
            or "nofavordynmods" or "all") && !option.Contains('=', StringComparison.Ordinal) && option.Length > 0;
}
