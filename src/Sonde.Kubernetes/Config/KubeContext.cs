namespace Sonde.Kubernetes.Config;

/// <summary>A kubeconfig's context: a cluster, a user and a namespace under one name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cluster">Name of the cluster; empty when the file gives none.</param>
/// <param name="User">Name of the user; empty when the file gives none.</param>
/// <param name="Namespace">Namespace for what names none; null when not given.</param>
public sealed record KubeContext(string Name, string Cluster, string User, string? Namespace);
