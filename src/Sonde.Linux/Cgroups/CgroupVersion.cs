namespace Sonde.Linux.Cgroups;

/// <summary>The two interfaces of control groups.</summary>
public enum CgroupVersion
{
    /// <summary>One hierarchy for each controller (Documentation/admin-guide/cgroup-v1).</summary>
    V1 = 1,

    /// <summary>One unified hierarchy (Documentation/admin-guide/cgroup-v2.rst).</summary>
    V2 = 2,
}
