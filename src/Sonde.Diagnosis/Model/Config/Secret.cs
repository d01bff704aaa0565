namespace Sonde.Diagnosis.Model.Config;

/// <summary>What may be known of a Secret: never a value.</summary>
public sealed record Secret(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its type, <c>kubernetes.io/tls</c> for one.</summary>
    public string Type { get; init; } = "";

    /// <summary>When its data last changed, as far as the API's bookkeeping of who wrote what tells; at least since then it exists.</summary>
    public DateTimeOffset? DataChanged { get; init; }

    /// <summary>Names of its keys.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Names that its TLS certificate is for; empty when it has none, or its value was not in the source.</summary>
    public IReadOnlyList<string> CertificateNames { get; init; } = [];

    /// <summary>When its TLS certificate ends.</summary>
    public DateTimeOffset? CertificateExpires { get; init; }

    /// <summary>Registries that its pull credentials are for.</summary>
    public IReadOnlyList<string> Registries { get; init; } = [];
}
