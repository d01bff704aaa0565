namespace Sonde.Places.Made;

/// <summary>What of a node's file system its pod sees, at <c>/host</c>.</summary>
public enum HostAccess
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Everything, to read.</summary>
    ReadOnly,

    /// <summary>Everything, also to write.</summary>
    ReadWrite,
}
