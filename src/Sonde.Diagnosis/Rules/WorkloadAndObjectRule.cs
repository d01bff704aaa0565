using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rule about workloads and about objects of one type: it looks at one of either at a time.</summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class WorkloadAndObjectRule<T> : Rule
    where T : KubeObject
{
    /// <summary>Evaluates it for one workload.</summary>
    public abstract void Evaluate(Workload workload, RuleContext context);

    /// <summary>Evaluates it for one object.</summary>
    public abstract void Evaluate(T subject, RuleContext context);

    internal sealed override IReadOnlyList<Type> SubjectTypes => [typeof(Workload), typeof(T)];

    internal sealed override void EvaluateAll(RuleContext context)
    {
        foreach (ObjectRef subject in context.Cluster.Workloads.Select(workload => workload.Ref).Union(context.Cluster.All<T>().Select(one => one.Ref)).Order(ObjectRef.Order))
            EvaluateOne(subject, context);
    }

    internal sealed override void EvaluateOne(ObjectRef subject, RuleContext context)
    {
        context.Begin(this);
        if (context.Cluster.WorkloadOf(subject) is { } workload && workload.Ref == subject)
            Evaluate(workload, context);
        if (context.Cluster.Find(subject) is T found)
            Evaluate(found, context);
    }
}
