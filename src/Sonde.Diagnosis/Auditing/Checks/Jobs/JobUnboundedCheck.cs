using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class JobUnboundedCheck : WorkloadCheck
{
    public override string Slug => "job-unbounded";

    public override CheckArea Area => CheckArea.Jobs;

    public override string Summary => "a Job that may run for ever";

    public override string When => "A Job or CronJob has no activeDeadlineSeconds, of the Job or of its pod: hint.";

    public override string Why => "One that hangs holds its node's memory and, with concurrencyPolicy Forbid, all later runs.";

    public override string Fix => "Set activeDeadlineSeconds to several times what it takes.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Ref.Kind is not ("Job" or "CronJob") || workload.JobSpec["activeDeadlineSeconds"].Exists || workload.Pod["activeDeadlineSeconds"].Exists)
            return;
        context.Report(workload, workload.JobSpec, Severity.Info, "has no activeDeadlineSeconds: one that hangs runs for ever",
            JobRemedies.Of(workload, "End it after several times what it takes (the time is a guess)", "activeDeadlineSeconds: 3600"));
    }
}
