namespace Sonde.Kubernetes.Config;

/// <summary>What all kubeconfig files say together: for each name the first file that has it wins.</summary>
internal sealed class KubeConfig
{
    /// <summary>The files that were read, in order.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Clusters by name. Read when asked for: what is wrong in one entry must not stop the others.</summary>
    public Dictionary<string, Lazy<KubeCluster>> Clusters { get; } = new(StringComparer.Ordinal);

    /// <summary>Users by name. Read when asked for.</summary>
    public Dictionary<string, Lazy<KubeUser>> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>Contexts by name.</summary>
    public Dictionary<string, KubeContext> Contexts { get; } = new(StringComparer.Ordinal);

    /// <summary><c>current-context</c>; empty when no file gives one.</summary>
    public string CurrentContext { get; set; } = "";

    /// <summary>True when no file names a cluster, a user or a context.</summary>
    public bool IsEmpty => Clusters.Count == 0 && Users.Count == 0 && Contexts.Count == 0 && CurrentContext.Length == 0;
}
