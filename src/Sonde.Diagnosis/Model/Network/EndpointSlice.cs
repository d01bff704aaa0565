namespace Sonde.Diagnosis.Model.Network;

/// <summary>Endpoints of a Service: an EndpointSlice.</summary>
public sealed record EndpointSlice(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>The Service; empty when the slice names none.</summary>
    public string Service { get; init; } = "";

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];

    /// <summary>Names and numbers of the ports; empty when no endpoint has a port of the Service.</summary>
    public IReadOnlyList<ServicePort> Ports { get; init; } = [];
}
