using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Network;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class NetworkPolicyBlocksDnsCheck : WorkloadCheck
{
    public override string Slug => "network-policy-blocks-dns";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "a NetworkPolicy that blocks name resolution";

    public override string When => "NetworkPolicies restrict what a workload may send, allow something, and no rule of any of them allows port 53: warning at the first such policy.";

    public override string Why => "Every name fails to resolve. It shows as timeouts of everything that is called by name, though its own rule is right.";

    public override string Fix => "Allow UDP and TCP port 53 to kube-dns in kube-system.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        (ManifestObject Source, NetworkPolicy Policy)[] policies = [.. context.PoliciesOf(workload).Select(one => (one, (NetworkPolicy)one.Object)).Where(one => one.Item2.IsolatesEgress)];
        // Without any rule, nothing is to go out at all, and that is meant.
        if (policies.Length == 0 || policies.All(one => one.Policy.Egress.Count == 0) || policies.Any(one => one.Policy.Egress.Any(DnsEgress.Allows)))
            return;
        ManifestObject source = policies.First(one => one.Policy.Egress.Count > 0).Source;
        context.Report(source, source.Root["spec"]["egress"], Severity.Warning,
            $"restricts what {workload.Ref.Kind} {workload.Ref.Name} sends, and nothing allows port 53: no name resolves",
            Remedies.OfSpec(source, "Allow DNS beside what is there", "egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}]") with { Command = "" });
    }
}
