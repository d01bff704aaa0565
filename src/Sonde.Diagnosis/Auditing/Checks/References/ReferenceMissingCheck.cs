using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ReferenceMissingCheck : WorkloadCheck
{
    public override string Slug => "reference-missing";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "a ConfigMap, Secret, claim or account that is not there";

    public override string When => "A pod refers to a ConfigMap, Secret, PersistentVolumeClaim or ServiceAccount that does not exist in a cluster that was read as a whole: error. In files: warning when a name there is nearly the same, otherwise hint, since the object may be made elsewhere. Optional references are passed over.";

    public override string Why => "The pod does not start: CreateContainerConfigError, FailedMount, or no pod at all for an account.";

    public override string Fix => "Create the object, or correct the name.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        foreach ((string kind, string name, ManifestNode node, string container) in PodReferences.Of(workload))
        {
            if (context.Find(kind, name, workload.Ref) is not null)
                continue;
            bool isComplete = context.KnowsAll(kind, workload.Source);
            string? near = NearName.Of(name, context.Beside(kind, workload.Ref).Select(one => one.Ref.Name).Distinct());
            context.Report(workload.Source, node, isComplete ? Severity.Error : near is not null ? Severity.Warning : Severity.Info,
                $"refers to {kind} {name}, which is {(isComplete ? "not there" : "not in these files")}{(near is null ? "" : $"; {near} is")}",
                Remedies.Words(near is null ? "Create it, or correct the name" : $"Did you mean {near}?"), container);
        }
    }
}
