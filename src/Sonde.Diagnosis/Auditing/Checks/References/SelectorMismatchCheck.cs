using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class SelectorMismatchCheck : WorkloadCheck
{
    public override string Slug => "selector-mismatch";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "a selector that does not match its own pods";

    public override string When => "The selector of a Deployment, StatefulSet, DaemonSet or ReplicaSet does not match the labels of its template: error.";

    public override string Why => "The API server refuses it; and the selector of an existing one cannot be changed.";

    public override string Fix => "Make the labels of the template meet the selector.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Source.Object is not Controller { Selector: { IsEmpty: false } selector } || workload.Ref.Kind is "Job" or "CronJob")
            return;
        LabelRequirement[] missing = [.. selector.Missing(workload.Template.Labels)];
        if (missing.Length == 0)
            return;
        context.Report(workload, workload.TemplateMeta["labels"], Severity.Error,
            $"its selector asks for {string.Join(", ", missing.Select(one => one.ToString()))}, which the labels of its template do not meet: the API server refuses it",
            Remedies.Words("Make the labels of the template meet the selector; the selector of an existing object cannot be changed"));
    }
}
