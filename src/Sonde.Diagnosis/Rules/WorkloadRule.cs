using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rule about workloads: it looks at one workload and its pods at a time.</summary>
public abstract class WorkloadRule : Rule
{
    /// <summary>Evaluates it for one workload.</summary>
    public abstract void Evaluate(Workload workload, RuleContext context);

    internal sealed override void EvaluateAll(RuleContext context)
    {
        foreach (Workload workload in context.Cluster.Workloads)
        {
            context.Begin(this);
            Evaluate(workload, context);
        }
    }

    internal sealed override IReadOnlyList<Type> SubjectTypes => [typeof(Workload)];

    internal sealed override void EvaluateOne(ObjectRef subject, RuleContext context)
    {
        if (context.Cluster.WorkloadOf(subject) is not { } workload || workload.Ref != subject)
            return;
        context.Begin(this);
        Evaluate(workload, context);
    }
}
