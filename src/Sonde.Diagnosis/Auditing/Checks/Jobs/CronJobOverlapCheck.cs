using System.Text.RegularExpressions;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed partial class CronJobOverlapCheck : WorkloadCheck
{
    public override string Slug => "cronjob-overlap";

    public override CheckArea Area => CheckArea.Jobs;

    public override string Summary => "runs of a CronJob that may overlap";

    public override string When => "concurrencyPolicy is Allow, which is the default: warning when it runs every 10 minutes or more often and has no deadline; otherwise hint.";

    public override string Why => "When a run takes longer than the interval, the next starts beside it, and slows it down further, until the cluster is full.";

    public override string Fix => "Set concurrencyPolicy to Forbid or Replace.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Source.Object is not CronJob { ConcurrencyPolicy: "Allow" } job)
            return;
        bool isFrequent = Frequent().IsMatch(job.Schedule) && !workload.JobSpec["activeDeadlineSeconds"].Exists;
        context.Report(workload, workload.Source.Root["spec"]["concurrencyPolicy"], isFrequent ? Severity.Warning : Severity.Info,
            $"may run beside itself (schedule {job.Schedule}, concurrencyPolicy Allow)",
            Remedies.OfSpec(workload.Source, "Let a run wait for the one before, or replace it", "concurrencyPolicy: Forbid"));
    }

    [GeneratedRegex(@"^\s*\*(/([1-9]|10))?\s+\*\s")]
    private static partial Regex Frequent();
}
