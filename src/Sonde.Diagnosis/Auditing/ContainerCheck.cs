using Sonde.Diagnosis.Auditing.Subjects;

namespace Sonde.Diagnosis.Auditing;

/// <summary>A check of one container at a time, init containers included.</summary>
public abstract class ContainerCheck : AuditCheck
{
    internal sealed override void Run(AuditContext context)
    {
        foreach (AuditWorkload workload in context.Workloads)
        {
            foreach (AuditContainer container in workload.Containers)
                Check(container, workload, context);
        }
    }

    internal abstract void Check(AuditContainer container, AuditWorkload workload, AuditContext context);
}
