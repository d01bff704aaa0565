using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class SelectorOverlapCheck : WorkloadCheck
{
    public override string Slug => "selector-overlap";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "two workloads that select each other's pods";

    public override string When => "The selectors of two Deployments, ReplicaSets, StatefulSets or DaemonSets of one kind match each other's pods: error when both are in one namespace by name, else warning; judged within one file or cluster only.";

    public override string Why => "Services and budgets for one count the pods of the other, and the controllers may adopt each other's pods.";

    public override string Fix => "Give each a label of its own, in selector and template.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Source.Object is not Controller { Selector: { IsEmpty: false } selector } || workload.Ref.Kind is "Job" or "CronJob")
            return;
        foreach (AuditWorkload other in context.WorkloadsBeside(workload.Ref))
        {
            if (other == workload || other.Ref.Kind != workload.Ref.Kind || other.Source.File != workload.Source.File || other.Ref == workload.Ref
                || ObjectRef.Order.Compare(other.Ref, workload.Ref) > 0
                || other.Source.Object is not Controller { Selector: { IsEmpty: false } second }
                || !selector.Matches(other.Template.Labels) || !second.Matches(workload.Template.Labels))
            {
                continue;
            }

            context.Report(workload, workload.Source.Root["spec"]["selector"], Severity.Warning,
                $"its selector also matches the pods of {other.Ref.Kind} {other.Ref.Name}, and the other way round",
                Remedies.Words("Give each a label of its own, in selector and template"));
            return;
        }
    }
}
