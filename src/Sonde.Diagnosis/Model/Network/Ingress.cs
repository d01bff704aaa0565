namespace Sonde.Diagnosis.Model.Network;

/// <summary>An Ingress.</summary>
public sealed record Ingress(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its class; empty: the default one.</summary>
    public string Class { get; init; } = "";

    /// <summary>Where requests go.</summary>
    public IReadOnlyList<IngressBackend> Backends { get; init; } = [];

    /// <summary>Names of the TLS Secrets, with the hosts they serve.</summary>
    public IReadOnlyList<(string Secret, IReadOnlyList<string> Hosts)> Tls { get; init; } = [];

    /// <summary>Addresses of its load balancer.</summary>
    public IReadOnlyList<string> LoadBalancer { get; init; } = [];
}
