namespace Sonde.Linux.Namespaces;

/// <summary>A kind of namespace (namespaces(7)).</summary>
public enum NamespaceKind
{
    /// <summary>Process IDs.</summary>
    Pid,

    /// <summary>Mounted file systems.</summary>
    Mount,

    /// <summary>Network devices, addresses, ports.</summary>
    Network,

    /// <summary>User and group IDs, capabilities.</summary>
    User,

    /// <summary>The root of the cgroup tree.</summary>
    Cgroup,

    /// <summary>System V IPC and message queues.</summary>
    Ipc,

    /// <summary>Host name.</summary>
    Uts,

    /// <summary>Offsets of the clocks.</summary>
    Time,
}
