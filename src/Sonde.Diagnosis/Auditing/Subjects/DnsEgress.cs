using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>Whether a rule of a NetworkPolicy lets questions to a name server out.</summary>
internal static class DnsEgress
{
    private const int Port = 53;

    /// <summary>
    /// It allows UDP port 53 to somebody. To whom is not judged: name servers are called differently everywhere.
    /// </summary>
    public static bool Allows(NetworkPolicyRule rule) => rule.Ports.Count == 0
        ? rule.Peers.Count == 0 || rule.Peers.Any(peer => peer.Namespaces is not null || peer.Cidr.Length > 0)
        : rule.Ports.Any(port => port.Protocol == "UDP"
            && (port.Port.IsEmpty || port.Port.Number == Port || port.Port.Name.Length > 0 || (port.Port.Number < Port && port.End >= Port)));
}
