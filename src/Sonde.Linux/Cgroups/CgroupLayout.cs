namespace Sonde.Linux.Cgroups;

/// <summary>Which hierarchies are mounted.</summary>
public enum CgroupLayout
{
    /// <summary>None.</summary>
    None,

    /// <summary>Only version 1.</summary>
    V1,

    /// <summary>Only version 2.</summary>
    V2,

    /// <summary>Version 1 for some or all controllers, with a version 2 tree beside it.</summary>
    Hybrid,
}
