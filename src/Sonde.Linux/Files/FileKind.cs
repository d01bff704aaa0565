namespace Sonde.Linux.Files;

/// <summary>What a name in a folder stands for (the S_IFMT bits of linux/stat.h).</summary>
public enum FileKind
{
    /// <summary>A device, a pipe or a socket.</summary>
    Other,

    /// <summary>An ordinary file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,
}
