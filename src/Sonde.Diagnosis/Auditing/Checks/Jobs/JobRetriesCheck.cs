using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class JobRetriesCheck : WorkloadCheck
{
    public override string Slug => "job-retries";

    public override CheckArea Area => CheckArea.Jobs;

    public override string Summary => "a Job whose retries nobody chose";

    public override string When => "A Job or CronJob of a file has no backoffLimit (the default is 6): hint; a backoffLimit above 10: hint.";

    public override string Why => "A Job that cannot succeed is tried seven times, with waits of up to 6 minutes between: it fails, and tells so, half an hour late. One that is not idempotent does its work several times.";

    public override string Fix => "Set backoffLimit to the number of retries that make sense.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        ManifestNode field = workload.JobSpec["backoffLimit"];
        if (workload.Ref.Kind is not ("Job" or "CronJob") || (field.Exists && field.Number is not > 10) || (workload.Source.IsFromCluster && !field.Exists))
            return;
        context.Report(workload, field, Severity.Info, field.Exists ? $"is tried {field.Number + 1} times before it fails" : "does not say how often it is retried (6 times by default)",
            JobRemedies.Of(workload, "Choose a number; 0 when a second run would do harm", "backoffLimit: 2"));
    }
}
