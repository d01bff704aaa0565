namespace Sonde.Diagnosis.Model.Network;

/// <summary>Where an Ingress sends a request.</summary>
/// <param name="Host">The host name; empty: all.</param>
/// <param name="UrlPath">The path of the request; empty: all.</param>
/// <param name="Service">The Service; empty when the backend is another object.</param>
/// <param name="Port">The Service's port.</param>
/// <param name="Path">Where in the Ingress this stands.</param>
public sealed record IngressBackend(string Host, string UrlPath, string Service, PortRef Port, string Path);
