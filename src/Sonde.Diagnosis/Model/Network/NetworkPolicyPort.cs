namespace Sonde.Diagnosis.Model.Network;

/// <summary>Ports that a NetworkPolicy lets through.</summary>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c> or <c>SCTP</c>.</param>
/// <param name="Port">The port of the pod; empty: all.</param>
/// <param name="End">The last of a range of numbers; 0: the port alone.</param>
public sealed record NetworkPolicyPort(string Protocol, PortRef Port, int End);
