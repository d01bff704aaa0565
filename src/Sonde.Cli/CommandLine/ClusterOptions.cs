using Sonde.Kubernetes.Config;

namespace Sonde.Cli.CommandLine;

/// <summary>Which cluster, and which part of it.</summary>
/// <param name="Files">Recordings; empty: the live cluster.</param>
/// <param name="Namespace">One namespace; null when not given.</param>
/// <param name="IsAllNamespaces">All namespaces.</param>
/// <param name="Connection">kubectl's flags about the live cluster.</param>
internal sealed record ClusterOptions(IReadOnlyList<string> Files, string? Namespace, bool IsAllNamespaces, ConnectionOptions Connection);
