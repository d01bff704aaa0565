using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Sonde.Linux.Cgroups;

/// <summary>One line of <c>/proc/PID/cgroup</c> (cgroups(7)): where a process stands in one hierarchy.</summary>
/// <param name="HierarchyId">Number of the hierarchy; 0 for version 2.</param>
/// <param name="Controllers">
/// Controllers of a version 1 hierarchy, as in <c>cpu,cpuacct</c> or <c>name=systemd</c>; empty for version 2.
/// </param>
/// <param name="Path">
/// The cgroup, relative to the root of the <i>reader's</i> cgroup namespace: <c>/</c> is that root, and what lies outside of it
/// starts with <c>/..</c>.
/// </param>
public sealed record CgroupMembership(int HierarchyId, IReadOnlyList<string> Controllers, string Path)
{
    /// <summary>The interface.</summary>
    public CgroupVersion Version => HierarchyId == 0 && Controllers.Count == 0 ? CgroupVersion.V2 : CgroupVersion.V1;

    /// <summary>Parses all lines; those that cannot be understood are left out.</summary>
    public static IReadOnlyList<CgroupMembership> ParseAll(ReadOnlySpan<byte> content)
    {
        var memberships = new List<CgroupMembership>();
        foreach (string line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            if (TryParse(line, out CgroupMembership? membership))
                memberships.Add(membership);
        }

        return memberships;
    }

    private static bool TryParse(string line, [NotNullWhen(true)] out CgroupMembership? membership)
    {
        membership = null;
        // A path may hold colons (kubepods-….slice:cri-containerd:ID), the two fields before it cannot.
        string[] fields = line.Split(':', 3);
        if (fields.Length < 3 || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return false;
        string[] controllers = fields[1].Length == 0 ? [] : fields[1].Split(',');
        string path = fields[2].EndsWith(" (deleted)", StringComparison.Ordinal) ? fields[2][..^" (deleted)".Length] : fields[2];
        membership = path.StartsWith('/') ? new CgroupMembership(id, controllers, path) : null;
        return membership is not null;
    }
}
