using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class RootFilesystemWritableCheck : ContainerCheck
{
    public override string Slug => "root-filesystem-writable";

    public override CheckArea Area => CheckArea.Security;

    public override string Summary => "the root file system can be written";

    public override string When => "readOnlyRootFilesystem is not true: hint.";

    public override string Why => "Whoever breaks in can leave a program there, and files that the program writes count against the node's disk until the pod is evicted.";

    public override string Fix => "Set readOnlyRootFilesystem: true, and mount an emptyDir where it has to write.";

    internal override void Check(AuditContainer container, AuditWorkload workload, AuditContext context)
    {
        ManifestNode field = container.Node["securityContext"]["readOnlyRootFilesystem"];
        if (field.IsTrue || container.Node["securityContext"]["privileged"].IsTrue)
            return;
        context.Report(workload, container, field, Severity.Info, "can write to its root file system",
            Remedies.Of(workload, container, "Make it read-only, and mount an emptyDir where it has to write", "securityContext: {readOnlyRootFilesystem: true}"));
    }
}
