using Sonde.Cli.Terminal;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Config;

namespace Sonde.Cli.CommandLine;

/// <summary>Which cluster and which namespace a command is about.</summary>
/// <param name="Connection">kubectl's flags.</param>
/// <param name="AllNamespaces"><c>-A</c>.</param>
internal sealed record ClusterChoice(ConnectionOptions Connection, bool AllNamespaces)
{
    /// <summary>Prepares to ask the cluster.</summary>
    /// <exception cref="KubernetesException">There is no cluster, or its kubeconfig cannot be used.</exception>
    public KubernetesClient Connect(Streams streams) =>
        new(ConnectionResolver.Resolve(Connection, KubeEnvironment.Current with { InputIsTerminal = streams.InputIsTerminal }));

    /// <summary>The namespace to read; null for all.</summary>
    public string? NamespaceOf(KubernetesClient client) => AllNamespaces ? null : client.Connection.Namespace;
}
