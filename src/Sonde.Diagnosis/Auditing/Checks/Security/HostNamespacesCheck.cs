using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class HostNamespacesCheck : WorkloadCheck
{
    public override string Slug => "host-namespaces";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "shares a namespace of the node";

    public override string When => "hostPID or hostIPC: warning; hostNetwork: warning, hint for a DaemonSet.";

    public override string Why => "With hostPID it sees and can signal every process of the node; with hostNetwork it bypasses NetworkPolicies and reaches what listens only on the node itself.";

    public override string Fix => "Take it away unless the program is about the node itself.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        foreach ((string field, string words) in Fields)
        {
            ManifestNode node = workload.Pod[field];
            if (node.IsTrue)
            {
                context.Report(workload, node, field == "hostNetwork" && workload.Ref.Kind == "DaemonSet" ? Severity.Info : Severity.Warning, $"{field}: {words}",
                    Remedies.Of(workload, "Take it away unless the program is about the node itself", $"{field}: false"));
            }
        }
    }

    private static readonly (string Field, string Words)[] Fields =
    [
        ("hostPID", "it sees every process of the node"), ("hostIPC", "it shares the memory of processes of the node"),
        ("hostNetwork", "it has the node's addresses and bypasses NetworkPolicies"),
    ];
}
