using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class RunsAsRootCheck : ContainerCheck
{
    public override string Slug => "runs-as-root";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "may run as root";

    public override string When => "runAsUser is 0, or neither runAsNonRoot nor a runAsUser is set for the container or its pod: warning; hint when the user is root by 0 in a privileged container, which is reported by itself.";

    public override string Why => "A hole in the program is a hole with root's rights in the container, and with a second hole in the runtime or the kernel, on the node.";

    public override string Fix => "Set runAsNonRoot: true, and a runAsUser above 0 when the image's user is a name.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        ManifestNode user = container.Security("runAsUser", workload), nonRoot = container.Security("runAsNonRoot", workload);
        if (container.Security("windowsOptions", workload).Exists || workload.Template.Spec.NodeSelector.GetValueOrDefault("kubernetes.io/os") == "windows")
            return;
        bool isPrivileged = container.Spec.Security.IsPrivileged == true;
        bool isRoot = user.Number == 0;
        if (!isRoot && (user.Number > 0 || nonRoot.IsTrue))
            return;
        context.Report(workload, container, isRoot ? user : container.Node["securityContext"], isPrivileged ? Severity.Info : Severity.Warning,
            isRoot ? "runs as root (runAsUser 0)" : "runs as root if its image does: nothing forbids it",
            Remedies.Of(workload, container, "Forbid it (the image must have another user)", "securityContext: {runAsNonRoot: true, runAsUser: 10001}"));
    }
}
