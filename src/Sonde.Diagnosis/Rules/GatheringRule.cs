using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rule that notes something of each workload, and says what it means once it knows how many there are: one fault behind all, or many.</summary>
/// <typeparam name="T">What it notes.</typeparam>
internal abstract class GatheringRule<T> : Rule
    where T : class
{
    /// <summary>What is to be noted of a workload; null for nothing.</summary>
    protected abstract T? Gather(Workload workload, RuleContext context);

    /// <summary>Reports.</summary>
    /// <param name="noted">What was noted, in the order of the workloads.</param>
    /// <param name="context">What it reads through and reports to.</param>
    protected abstract void Conclude(IReadOnlyList<T> noted, RuleContext context);

    internal sealed override IReadOnlyList<Type> SubjectTypes => [typeof(Workload)];

    internal sealed override bool Concludes => true;

    internal sealed override void EvaluateAll(RuleContext context)
    {
        List<object> noted = [];
        foreach (Workload workload in context.Cluster.Workloads)
        {
            EvaluateOne(workload.Ref, context);
            if (context.Noted is { } one)
                noted.Add(one);
        }

        Conclude(noted, context);
    }

    internal sealed override void EvaluateOne(ObjectRef subject, RuleContext context)
    {
        context.Begin(this);
        if (context.Cluster.WorkloadOf(subject) is { } workload && workload.Ref == subject)
            context.Noted = Gather(workload, context);
    }

    internal sealed override void Conclude(IEnumerable<object> noted, RuleContext context)
    {
        context.Begin(this);
        Conclude([.. noted.Cast<T>()], context);
    }
}
