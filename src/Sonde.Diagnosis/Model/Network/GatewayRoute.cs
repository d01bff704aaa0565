namespace Sonde.Diagnosis.Model.Network;

/// <summary>Which requests of a Gateway go to which Services: an HTTPRoute or a GRPCRoute.</summary>
public sealed record GatewayRoute(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>The host names that it is for; empty: all.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The Gateways that it wants to be part of.</summary>
    public IReadOnlyList<ObjectRef> Gateways { get; init; } = [];

    /// <summary>The Services that it sends requests to.</summary>
    public IReadOnlyList<RouteBackend> Backends { get; init; } = [];

    /// <summary>What the Gateways' controllers say of it.</summary>
    public IReadOnlyList<(ObjectRef Gateway, Condition Condition)> Said { get; init; } = [];
}
