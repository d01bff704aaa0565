using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Containers;

/// <summary>A running container on this host.</summary>
public sealed record Container
{
    /// <summary>Length of the IDs that container engines make, and of the short form that they show.</summary>
    internal const int GeneratedIdLength = 64, ShortIdLength = 12;

    /// <summary>The full ID: 64 hexadecimal digits from engines, any name from bare runc or ctr.</summary>
    public required string Id { get; init; }

    /// <summary>Who runs it.</summary>
    public required ContainerRuntime Runtime { get; init; }

    /// <summary>Its cgroup as <c>/proc/PID/cgroup</c> names it here; <c>/</c> when it has none of its own.</summary>
    public string CgroupPath => Cgroup?.Path ?? "/";

    /// <summary>The container's name; in Kubernetes that is unique only inside its pod. Null when nothing tells.</summary>
    public string? Name { get; init; }

    /// <summary>The pod it belongs to.</summary>
    public string? PodName { get; init; }

    /// <summary>The Kubernetes namespace of the pod.</summary>
    public string? PodNamespace { get; init; }

    /// <summary>The UID of the pod; for a static pod the hash of its manifest.</summary>
    public string? PodUid { get; init; }

    /// <summary>True for the container that only holds a pod's namespaces (<c>pause</c>).</summary>
    public bool IsSandbox { get; init; }

    /// <summary>Its first process.</summary>
    public required ProcessId InitProcess { get; init; }

    /// <summary>The ID as engines abbreviate it; IDs that a person chose stay whole.</summary>
    public string ShortId => Id.Length == GeneratedIdLength ? Id[..ShortIdLength] : Id;

    /// <summary>What to call it: <c>POD/CONTAINER</c>, else its name, else its short ID.</summary>
    public string DisplayName => Name is null ? ShortId : PodName is null ? Name : $"{PodName}/{Name}";

    /// <summary>The line of <c>/proc/PID/cgroup</c> with the container's cgroup; null when it has none of its own.</summary>
    internal CgroupMembership? Cgroup { get; init; }
}
