namespace Sonde.Linux.Containers;

/// <summary>Names of <see cref="ContainerRuntime"/>.</summary>
public static class ContainerRuntimes
{
    /// <summary>The name that its makers use, for example <c>CRI-O</c>.</summary>
    public static string ToWords(this ContainerRuntime runtime) => runtime switch
    {
        ContainerRuntime.Containerd => "containerd",
        ContainerRuntime.CriO => "CRI-O",
        ContainerRuntime.Docker => "Docker",
        ContainerRuntime.Podman => "Podman",
        ContainerRuntime.Runc => "runc",
        _ => "unknown runtime",
    };
}
