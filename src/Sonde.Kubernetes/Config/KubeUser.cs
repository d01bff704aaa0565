namespace Sonde.Kubernetes.Config;

/// <summary>A kubeconfig's user: what proves who asks. Paths are absolute.</summary>
internal sealed record KubeUser
{
    /// <summary>Its name in the file.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>client-certificate</c>: a PEM file.</summary>
    public string? CertificateFile { get; init; }

    /// <summary><c>client-certificate-data</c>, decoded; it wins over the file.</summary>
    public byte[]? CertificateData { get; init; }

    /// <summary><c>client-key</c>: a PEM file.</summary>
    public string? KeyFile { get; init; }

    /// <summary><c>client-key-data</c>, decoded; it wins over the file.</summary>
    public byte[]? KeyData { get; init; }

    /// <summary><c>token</c>.</summary>
    public string? Token { get; init; }

    /// <summary><c>tokenFile</c>: read again as it is replaced; it wins over the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary><c>username</c> of HTTP basic authentication.</summary>
    public string? BasicUser { get; init; }

    /// <summary><c>password</c> of HTTP basic authentication.</summary>
    public string? BasicPassword { get; init; }

    /// <summary><c>exec</c>; null when not given.</summary>
    public ExecPlugin? Exec { get; init; }

    /// <summary>Name of a legacy <c>auth-provider</c>; null when not given.</summary>
    public string? AuthProvider { get; init; }

    /// <summary>As whom the requests are to be made; null for the user himself.</summary>
    public Impersonation? Impersonate { get; init; }
}
