namespace Sonde.Kubernetes.Config;

/// <summary>A kubeconfig's cluster: where the API server is and how it is recognised. Paths are absolute.</summary>
internal sealed record KubeCluster
{
    /// <summary>Its name in the file; empty for the in-cluster one.</summary>
    public string Name { get; init; } = "";

    /// <summary>The server's address as written; empty when the file gives none.</summary>
    public string Server { get; init; } = "";

    /// <summary><c>certificate-authority</c>: a PEM file; null when not given.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary><c>certificate-authority-data</c>, decoded; it wins over the file.</summary>
    public byte[]? AuthorityData { get; init; }

    /// <summary><c>insecure-skip-tls-verify</c>.</summary>
    public bool Insecure { get; init; }

    /// <summary><c>tls-server-name</c>: the name that the certificate must have, instead of the address's.</summary>
    public string? TlsServerName { get; init; }

    /// <summary><c>proxy-url</c>; it wins over the environment's proxies.</summary>
    public string? ProxyUrl { get; init; }

    /// <summary>JSON that the file's author meant for exec plugins (extension <c>client.authentication.k8s.io/exec</c>); null when none.</summary>
    public string? ExecConfig { get; init; }
}
