namespace Sonde.Linux.Procfs;

/// <summary>The rights of a memory mapping.</summary>
[Flags]
public enum MapPermissions
{
    /// <summary>None: a guard page.</summary>
    None = 0,

    /// <summary>May be read.</summary>
    Read = 1,

    /// <summary>May be written.</summary>
    Write = 2,

    /// <summary>Holds code that may be executed.</summary>
    Execute = 4,

    /// <summary>Writes are seen by others who map the same.</summary>
    Shared = 8,
}
