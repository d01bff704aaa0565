using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rule about images that are not there; each takes one problem.</summary>
internal abstract class ImageFailureRule : WorkloadRule
{
    private static readonly string[] Read =
        ["Pod", "Event", "Secret", "Node", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    public sealed override IReadOnlyList<string> Kinds => Read;

    public sealed override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (PullFailure failure in PullFailure.Of(workload, context))
        {
            if (failure.Problem == Problem)
                Report(failure, context);
        }
    }

    /// <summary>The problem that this rule is about.</summary>
    protected abstract PullProblem Problem { get; }

    /// <summary>Reports it.</summary>
    protected abstract void Report(PullFailure failure, RuleContext context);
}
