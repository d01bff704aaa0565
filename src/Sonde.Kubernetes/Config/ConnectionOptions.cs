namespace Sonde.Kubernetes.Config;

/// <summary>What the user says about the cluster to ask; kubectl's flags of the same names.</summary>
public sealed record ConnectionOptions
{
    /// <summary><c>--kubeconfig</c>: the only file that is read; null for KUBECONFIG or <c>~/.kube/config</c>.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary><c>--context</c>; null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary><c>--cluster</c>: another cluster than the context's; null for the context's.</summary>
    public string? Cluster { get; init; }

    /// <summary><c>--user</c>: another user than the context's; null for the context's.</summary>
    public string? User { get; init; }

    /// <summary><c>--namespace</c>; null for the context's.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>--as</c> and its companions; null for the kubeconfig's.</summary>
    public Impersonation? Impersonate { get; init; }
}
