namespace Sonde.Linux.Containers;

/// <summary>Who runs a container.</summary>
public enum ContainerRuntime
{
    /// <summary>A container, but nothing tells whose.</summary>
    Unknown,

    /// <summary>containerd: the CRI of most clusters, nerdctl, ctr.</summary>
    Containerd,

    /// <summary>CRI-O: OpenShift's CRI.</summary>
    CriO,

    /// <summary>Docker Engine.</summary>
    Docker,

    /// <summary>Podman.</summary>
    Podman,

    /// <summary>runc, by hand.</summary>
    Runc,
}
