namespace Sonde.Linux.Containers;

/// <summary>Where engines keep their files. A <c>*</c> as a whole path component stands for any folder.</summary>
public sealed record ContainerResolverOptions
{
    /// <summary>
    /// What stands before all other paths: empty for this machine, the host's root as mounted in a node agent, or a recorded tree.
    /// </summary>
    public string FileRoot { get; init; } = "";

    /// <summary>State folders of bare runc (its <c>--root</c>), each with <c>ID/state.json</c>.</summary>
    public IReadOnlyList<string> RuncRoots { get; init; } = ["/run/runc", "/run/user/*/runc"];

    /// <summary>State folders of runc under containerd, one for each containerd namespace.</summary>
    public IReadOnlyList<string> ContainerdRuncRoots { get; init; } = ["/run/containerd/runc/*"];

    /// <summary>Bundle folders of containerd, each with <c>ID/config.json</c>.</summary>
    public IReadOnlyList<string> ContainerdBundles { get; init; } =
    [
        "/run/containerd/io.containerd.runtime.v2.task/*",
        "/run/k3s/containerd/io.containerd.runtime.v2.task/*",
        "/run/k0s/containerd/io.containerd.runtime.v2.task/*",
        "/var/snap/microk8s/common/run/containerd/io.containerd.runtime.v2.task/*",
    ];

    /// <summary>Container folders of Docker, each with <c>ID/config.v2.json</c>.</summary>
    public IReadOnlyList<string> DockerContainers { get; init; } = ["/var/lib/docker/containers"];

    /// <summary>Storage folders of Podman and CRI-O, each with <c>DRIVER-containers/</c>.</summary>
    public IReadOnlyList<string> Storages { get; init; } =
    [
        "/run/containers/storage",
        "/var/lib/containers/storage",
        "/home/*/.local/share/containers/storage",
    ];

    /// <summary>Folders of containerd's CRI plugin, each with <c>ID/status</c>.</summary>
    public IReadOnlyList<string> ContainerdStatuses { get; init; } =
    [
        "/var/lib/containerd/io.containerd.grpc.v1.cri/containers",
        "/var/lib/rancher/k3s/agent/containerd/io.containerd.grpc.v1.cri/containers",
        "/var/snap/microk8s/common/var/lib/containerd/io.containerd.grpc.v1.cri/containers",
    ];

    /// <summary>Folders of Podman and CRI-O with a file for each container that has ended.</summary>
    public IReadOnlyList<string> ExitFolders { get; init; } = ["/run/libpod/exits", "/run/crio/exits"];
}
