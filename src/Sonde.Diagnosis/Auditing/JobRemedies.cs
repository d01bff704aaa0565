using Sonde.Diagnosis.Auditing.Subjects;

namespace Sonde.Diagnosis.Auditing;

/// <summary>Remedies in the spec of a Job, which a CronJob has one level deeper.</summary>
internal static class JobRemedies
{
    public static AuditRemedy Of(AuditWorkload workload, string text, string snippet)
    {
        // Of a Job that exists, some of these fields cannot be changed: the next one of a CronJob has them.
        if (workload.Ref.Kind != "CronJob")
            return new AuditRemedy(text, snippet, "");
        return Remedies.OfSpec(workload.Source, text, $"jobTemplate: {{spec: {{{snippet}}}}}") with { Snippet = snippet };
    }
}
