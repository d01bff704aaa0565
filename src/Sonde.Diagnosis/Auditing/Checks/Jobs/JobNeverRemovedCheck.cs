using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class JobNeverRemovedCheck : WorkloadCheck
{
    public override string Slug => "job-never-removed";

    public override CheckArea Area => CheckArea.Jobs;

    public override string Summary => "a finished Job that stays";

    public override string When => "A Job that no CronJob makes has no ttlSecondsAfterFinished: hint. (Helm hooks with a delete policy, Argo CD hooks and names that are generated are passed over.)";

    public override string Why => "It and its pods stay for ever, and a second apply of the same name does nothing.";

    public override string Fix => "Set ttlSecondsAfterFinished.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Ref.Kind != "Job" || workload.JobSpec["ttlSecondsAfterFinished"].Exists
            || workload.Source.Object.Meta.Annotations.Keys.Any(name => name is "helm.sh/hook-delete-policy" or "argocd.argoproj.io/hook"))
        {
            return;
        }

        context.Report(workload, workload.JobSpec, Severity.Info, "stays when it has finished, with its pods: it has no ttlSecondsAfterFinished",
            JobRemedies.Of(workload, "Remove it after a day", "ttlSecondsAfterFinished: 86400"));
    }
}
