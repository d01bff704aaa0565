using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rule about containers that do not stay up; each takes the failures of its own causes.</summary>
internal abstract class ContainerFailureRule : WorkloadRule
{
    private static readonly string[] Read =
        ["Pod", "Event", "Node", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    public sealed override IReadOnlyList<string> Kinds => Read;

    public sealed override IEnumerable<LogRequest> LogsWanted(Workload workload) => ContainerFailures.LogsOf(workload);

    public sealed override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (ContainerFailure failure in ContainerFailures.Of(workload, context))
        {
            if (Takes(failure))
                Report(failure, context);
        }
    }

    /// <summary>Whether the failure is of this rule's cause.</summary>
    protected abstract bool Takes(ContainerFailure failure);

    /// <summary>Reports it.</summary>
    protected abstract void Report(ContainerFailure failure, RuleContext context);
}
