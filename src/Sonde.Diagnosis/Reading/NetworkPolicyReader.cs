using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads NetworkPolicies.</summary>
internal static class NetworkPolicyReader
{
    public static NetworkPolicy Read(Field root, Metadata meta)
    {
        Field spec = root["spec"];
        IReadOnlyList<string> types = spec["policyTypes"].Texts;
        return new NetworkPolicy(meta)
        {
            Pods = SelectorReader.Read(spec["podSelector"]) ?? new LabelSelector([]),
            // Without policyTypes: Ingress always, Egress when it has a rule about it (networking/v1 types.go).
            IsolatesIngress = types.Count == 0 || types.Contains("Ingress"),
            IsolatesEgress = types.Count == 0 ? spec["egress"].Exists : types.Contains("Egress"),
            Ingress = spec["ingress"].Items(rule => Rule(rule, "from")),
            Egress = spec["egress"].Items(rule => Rule(rule, "to")),
        };
    }

    private static NetworkPolicyRule Rule(Field rule, string peers) => new(
        rule[peers].Items(peer => new NetworkPeer(
            SelectorReader.Read(peer["podSelector"]),
            SelectorReader.Read(peer["namespaceSelector"]),
            peer["ipBlock"]["cidr"].Text,
            peer["ipBlock"]["except"].Texts)),
        rule["ports"].Items(port => new NetworkPolicyPort(port["protocol"].TextOr("TCP"), port["port"].Port, port["endPort"].Int())));
}
