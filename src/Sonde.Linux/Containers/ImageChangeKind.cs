namespace Sonde.Linux.Containers;

/// <summary>What a container did to a path of its image, as <c>docker diff</c> names it.</summary>
public enum ImageChangeKind
{
    /// <summary>New.</summary>
    Added,

    /// <summary>Written to: the whole file was copied for it.</summary>
    Changed,

    /// <summary>Removed, or emptied as a folder.</summary>
    Deleted,
}
