namespace Sonde.Kubernetes.Config;

/// <summary>One cluster, one identity, one namespace: what a client needs, after all files and flags were weighed.</summary>
public sealed class KubeConnection
{
    internal KubeConnection(Uri server, string @namespace, KubeCluster cluster, KubeUser user, KubeEnvironment environment)
    {
        Server = server;
        Namespace = @namespace;
        Cluster = cluster;
        User = user;
        Environment = environment;
    }

    /// <summary>The API server's address; its path, if any, comes before every request's own.</summary>
    public Uri Server { get; }

    /// <summary>Namespace for what names none.</summary>
    public string Namespace { get; }

    /// <summary>The context's name; empty inside a cluster and when cluster and user were given without one.</summary>
    public string Context { get; init; } = "";

    /// <summary>Name of the context's user; empty inside a cluster.</summary>
    public string UserName => User.Name;

    /// <summary>Name of the context's cluster; empty inside a cluster.</summary>
    public string ClusterName => Cluster.Name;

    /// <summary>True when the pod's own service account is used.</summary>
    public bool IsInCluster { get; init; }

    /// <summary>Where this was read from, for messages: a file's path, several, or "the pod's service account".</summary>
    public string Origin { get; init; } = "";

    internal KubeCluster Cluster { get; }

    internal KubeUser User { get; }

    /// <summary>The machine it was made on.</summary>
    public KubeEnvironment Environment { get; }
}
