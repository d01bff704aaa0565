using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rule about probes that fail; each takes one problem.</summary>
internal abstract class ProbeFailureRule : WorkloadRule
{
    private static readonly string[] Read = ["Pod", "Event", "Service", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet"];

    public sealed override IReadOnlyList<string> Kinds => Read;

    public sealed override IEnumerable<LogRequest> LogsWanted(Workload workload) => ProbeTroubles.LogsOf(workload);

    public sealed override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (ProbeTrouble trouble in ProbeTroubles.Of(workload, context))
        {
            if (trouble.Problem == Problem)
                Report(trouble, context);
        }
    }

    /// <summary>The problem that this rule is about.</summary>
    protected abstract ProbeProblem Problem { get; }

    /// <summary>Reports it.</summary>
    protected abstract void Report(ProbeTrouble trouble, RuleContext context);
}
