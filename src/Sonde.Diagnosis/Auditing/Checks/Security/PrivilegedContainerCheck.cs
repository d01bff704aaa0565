using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class PrivilegedContainerCheck : ContainerCheck
{
    public override string Slug => "privileged-container";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "a privileged container";

    public override string When => "securityContext.privileged is true: warning.";

    public override string Why => "It has all devices and all capabilities of the node: whoever is in it is root on the node.";

    public override string Fix => "Take privileged away and add the one capability that is needed.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        ManifestNode field = container.Node["securityContext"]["privileged"];
        if (!field.IsTrue)
            return;
        context.Report(workload, container, field, Severity.Warning, "is privileged: whoever is in it is root on the node",
            Remedies.Of(workload, container, "Take it away, and add the one capability that it needs", "securityContext: {privileged: false}"));
    }
}
