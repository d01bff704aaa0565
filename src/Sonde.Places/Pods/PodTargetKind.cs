using Sonde.Kubernetes.Discovery;

namespace Sonde.Places.Pods;

/// <summary>A kind of object that leads to pods.</summary>
/// <param name="Name">How messages and help write it, such as <c>deploy</c>.</param>
/// <param name="Aliases">Other ways to write it that kubectl takes.</param>
/// <param name="Resource">Where the API serves it.</param>
/// <param name="Meaning">What it names, for help.</param>
public sealed record PodTargetKind(string Name, IReadOnlyList<string> Aliases, ApiResource Resource, string Meaning)
{
    /// <summary>A pod itself.</summary>
    public static PodTargetKind Pod { get; } =
        new("pod", ["pods", "po"], new ApiResource("", "v1", "Pod", "pods", true), "a container of a pod in a Kubernetes cluster");

    /// <summary>A node: everything that runs on it.</summary>
    public static PodTargetKind Node { get; } =
        new("node", ["nodes", "no"], new ApiResource("", "v1", "Node", "nodes", false), "everything that runs on a node of a Kubernetes cluster");

    /// <summary>Every kind that leads to pods.</summary>
    public static IReadOnlyList<PodTargetKind> All { get; } =
    [
        Pod,
        new("deploy", ["deployment", "deployments"], new ApiResource("apps", "v1", "Deployment", "deployments", true), "pods of a Deployment"),
        new("sts", ["statefulset", "statefulsets"], new ApiResource("apps", "v1", "StatefulSet", "statefulsets", true), "pods of a StatefulSet"),
        new("ds", ["daemonset", "daemonsets"], new ApiResource("apps", "v1", "DaemonSet", "daemonsets", true), "pods of a DaemonSet"),
        new("job", ["jobs"], new ApiResource("batch", "v1", "Job", "jobs", true), "pods of a Job"),
        new("svc", ["service", "services"], new ApiResource("", "v1", "Service", "services", true), "pods that a Service selects"),
    ];
}
