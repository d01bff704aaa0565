using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class HostPathCheck : WorkloadCheck
{
    public override string Slug => "host-path-mounted";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "a folder of the node is mounted";

    public override string When => "A hostPath volume that can be written, or of a container runtime's socket: warning; only read: hint.";

    public override string Why => "What is written there outlives the pod and is seen by others; with /, /etc, /var/lib/kubelet or a runtime's socket it is root on the node.";

    public override string Fix => "Use a claim or an emptyDir; mount read-only what only has to be read.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        foreach (ManifestNode volume in workload.Pod["volumes"].Items)
        {
            ManifestNode path = volume["hostPath"]["path"];
            if (!path.Exists)
                continue;
            string name = volume["name"].Text;
            bool isSocket = path.Text.EndsWith(".sock", StringComparison.Ordinal);
            bool isWritten = workload.Containers.SelectMany(one => one.Node["volumeMounts"].Items).Any(mount => mount["name"].Text == name && !mount["readOnly"].IsTrue);
            context.Report(workload, path, isSocket || isWritten ? Severity.Warning : Severity.Info,
                $"mounts {path.Text} of the node{(isSocket ? ", a socket that commands it" : isWritten ? " and may write to it" : ", read-only")}",
                Remedies.Words(isWritten && !isSocket ? "Use a claim or an emptyDir, or mount it read-only" : "Do without it if anything else tells the same"));
        }
    }
}
