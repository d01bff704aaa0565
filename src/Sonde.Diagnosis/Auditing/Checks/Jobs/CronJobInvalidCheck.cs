using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class CronJobInvalidCheck : WorkloadCheck
{
    public override string Slug => "cronjob-schedule-invalid";

    public override CheckArea Area => CheckArea.Jobs;

    public override string Summary => "a schedule that is none";

    public override string When => "The schedule of a CronJob cannot be read: error.";

    public override string Why => "The API server refuses it.";

    public override string Fix => "Write five fields: minute, hour, day of month, month, day of week.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Source.Object is not CronJob job || job.Schedule.StartsWith("TZ=", StringComparison.Ordinal) || job.Schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal)
            || job.Schedule.StartsWith("@every", StringComparison.Ordinal) || CronSchedule.Parse(job.Schedule) is not null)
        {
            return;
        }

        context.Report(workload, workload.Source.Root["spec"]["schedule"], Severity.Error, $"its schedule '{job.Schedule}' is none",
            Remedies.Words("Write five fields: minute, hour, day of month, month, day of week"));
    }
}
