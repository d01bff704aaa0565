namespace Sonde.Diagnosis.Model.Network;

/// <summary>What a NetworkPolicy lets through: one of the peers, on one of the ports.</summary>
/// <param name="Peers">Who; empty: everybody.</param>
/// <param name="Ports">Where; empty: everywhere.</param>
public sealed record NetworkPolicyRule(IReadOnlyList<NetworkPeer> Peers, IReadOnlyList<NetworkPolicyPort> Ports);
