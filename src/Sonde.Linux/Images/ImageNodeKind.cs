namespace Sonde.Linux.Images;

/// <summary>What a path of an image is.</summary>
internal enum ImageNodeKind
{
    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device, a FIFO.</summary>
    Other,
}
