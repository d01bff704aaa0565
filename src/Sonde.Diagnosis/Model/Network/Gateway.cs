namespace Sonde.Diagnosis.Model.Network;

/// <summary>Where requests come in (Gateway API).</summary>
public sealed record Gateway(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its GatewayClass, which tells who serves it.</summary>
    public string Class { get; init; } = "";

    /// <summary>What its listeners say of themselves, by their names.</summary>
    public IReadOnlyList<(string Listener, Condition Condition)> Listeners { get; init; } = [];
}
