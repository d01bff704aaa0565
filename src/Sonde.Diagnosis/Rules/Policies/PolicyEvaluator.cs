using System.Net;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// Evaluates NetworkPolicies for one pair of pods: a direction is closed when a policy selects the pod for it, and no rule of any
/// such policy lets the other end through (networking/v1 types.go).
/// </summary>
internal static class PolicyEvaluator
{
    /// <summary>The policies that keep one end from talking to the other; empty when it may, or when that cannot be told.</summary>
    public static IReadOnlyList<NetworkPolicy> EgressBlockers(PolicyEnd from, PolicyEnd to, IReadOnlyList<PolicyPort> ports, RuleContext context) =>
        Blockers(from, to, ports, isEgress: true, context);

    /// <summary>The policies that keep one end from being reached by the other.</summary>
    public static IReadOnlyList<NetworkPolicy> IngressBlockers(PolicyEnd from, PolicyEnd to, IReadOnlyList<PolicyPort> ports, RuleContext context) =>
        Blockers(to, from, ports, isEgress: false, context);

    /// <summary>The policies that keep a pod from asking the cluster's DNS.</summary>
    public static IReadOnlyList<NetworkPolicy> DnsBlockers(IReadOnlyDictionary<string, string> labels, string space, RuleContext context)
    {
        var self = new PolicyEnd(labels, space, []);
        if (Isolating(self, isEgress: true, context).Length == 0)
            return [];
        Service? dns = ClusterDns.Service(context);
        Pod? server = dns is not null && context.PodsOf(dns) is [Pod first, ..] ? first : null;
        var end = new PolicyEnd(
            server?.Meta.Labels ?? new Dictionary<string, string> { [ClusterDns.Label.Key] = ClusterDns.Label.Value },
            server?.Ref.Namespace ?? ClusterDns.Namespace,
            // Whoever allows an address may mean the Service's, or that of a cache on the node: then it cannot be told.
            []);
        int[] numbers = [ClusterDns.Port, .. dns?.Ports.Select(port => port.Target.Number).Where(number => number > 0) ?? []];
        PolicyPort[] ports = [.. numbers.Distinct().SelectMany(number => (PolicyPort[])[new(number, "dns", "UDP"), new(number, "dns-tcp", "TCP")])];
        return Blockers(self, end, ports, isEgress: true, context);
    }

    /// <summary>Policies that close a direction for a pod.</summary>
    public static NetworkPolicy[] Isolating(PolicyEnd self, bool isEgress, RuleContext context) =>
    [
        .. context.PoliciesIn(self.Namespace).Where(policy => policy.Meta.Deleted is null && policy.Meta.Knows("spec")
            && (isEgress ? policy.IsolatesEgress : policy.IsolatesIngress) && policy.Pods.Matches(self.Labels)),
    ];

    /// <summary>Whether a peer of a policy's rule is the other end.</summary>
    public static bool Matches(NetworkPolicy policy, NetworkPeer peer, PolicyEnd other, RuleContext context)
    {
        if (peer.Cidr.Length > 0)
            return other.Addresses.Count == 0 || other.Addresses.Any(address => IsIn(address, peer));
        bool isThere = peer.Namespaces is { } spaces ? spaces.Matches(LabelsOf(other.Namespace, context)) : other.Namespace == policy.Ref.Namespace;
        return isThere && (peer.Pods is null || peer.Pods.Matches(other.Labels));
    }

    /// <summary>Whether a rule lets one of some ports through.</summary>
    public static bool Admits(NetworkPolicyRule rule, PolicyPort port) => rule.Ports.Count == 0 || rule.Ports.Any(one => one.Protocol == port.Protocol
        && (one.Port.IsEmpty || (one.Port.Number > 0
            ? port.Number == one.Port.Number || (one.End > 0 && port.Number >= one.Port.Number && port.Number <= one.End)
            : one.Port.Name == port.Name)));

    private static NetworkPolicy[] Blockers(PolicyEnd self, PolicyEnd other, IReadOnlyList<PolicyPort> ports, bool isEgress, RuleContext context)
    {
        if (!context.KnowsAll("NetworkPolicy", self.Namespace))
            return [];
        NetworkPolicy[] policies = Isolating(self, isEgress, context);
        bool isOpen = Array.Exists(policies, policy => (isEgress ? policy.Egress : policy.Ingress).Any(rule =>
            ports.Any(port => Admits(rule, port)) && (rule.Peers.Count == 0 || rule.Peers.Any(peer => Matches(policy, peer, other, context)))));
        return isOpen ? [] : policies;
    }

    /// <summary>Labels of a namespace; its name is one of them since Kubernetes 1.22.</summary>
    private static IReadOnlyDictionary<string, string> LabelsOf(string space, RuleContext context) =>
        context.Find(new ObjectRef("Namespace", "", space))?.Meta.Labels is { Count: > 0 } labels ? labels
            : new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = space };

    private static bool IsIn(string address, NetworkPeer peer)
    {
        // What cannot be read cannot be held against anybody.
        if (!IPAddress.TryParse(address, out IPAddress? parsed) || !IPNetwork.TryParse(peer.Cidr, out IPNetwork range))
            return true;
        return range.BaseAddress.AddressFamily == parsed.AddressFamily && range.Contains(parsed)
            && !peer.Except.Any(part => IPNetwork.TryParse(part, out IPNetwork hole) && hole.BaseAddress.AddressFamily == parsed.AddressFamily && hole.Contains(parsed));
    }
}
