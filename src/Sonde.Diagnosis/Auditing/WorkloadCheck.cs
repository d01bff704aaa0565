using Sonde.Diagnosis.Auditing.Subjects;

namespace Sonde.Diagnosis.Auditing;

/// <summary>A check of one workload at a time.</summary>
public abstract class WorkloadCheck : AuditCheck
{
    internal sealed override void Run(AuditContext context)
    {
        foreach (AuditWorkload workload in context.Workloads)
            Check(workload, context);
    }

    internal abstract void Check(AuditWorkload workload, AuditContext context);
}
