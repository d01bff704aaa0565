using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class PrivilegeEscalationCheck : ContainerCheck
{
    public override string Slug => "privilege-escalation";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "processes may gain rights";

    public override string When => "allowPrivilegeEscalation is true: warning; is not set: hint. (Privileged containers are reported by themselves.)";

    public override string Why => "A set-uid program in the image gives a process more rights than its parent had.";

    public override string Fix => "Set allowPrivilegeEscalation: false.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        ManifestNode field = container.Node["securityContext"]["allowPrivilegeEscalation"];
        if (field.IsFalse || container.Node["securityContext"]["privileged"].IsTrue)
            return;
        context.Report(workload, container, field, field.IsTrue ? Severity.Warning : Severity.Info,
            field.IsTrue ? "may gain rights by set-uid programs (allowPrivilegeEscalation true)" : "may gain rights by set-uid programs: allowPrivilegeEscalation is not false",
            Remedies.Of(workload, container, "Forbid it", "securityContext: {allowPrivilegeEscalation: false}"));
    }
}
