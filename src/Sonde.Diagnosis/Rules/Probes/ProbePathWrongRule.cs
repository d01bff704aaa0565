using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>An HTTP probe gets 4xx: the program answers, but not on this path.</summary>
internal sealed class ProbePathWrongRule : WorkloadRule
{
    public override string Slug => "probe-path-wrong";

    public override IReadOnlyList<string> Kinds => ["Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (ProbeTrouble trouble in ProbeTrouble.Of(workload, context))
        {
            if (trouble.Status is < 400 or > 499)
                continue;
            Probe probe = trouble.Probe;
            context.Report(new Finding(Slug, workload.Ref,
                $"{trouble.Kind} probe {ProbeText.Question(probe)} of container {trouble.Container.Name} is answered {trouble.Status}"
                + $" ({StatusWords.Of(trouble.Status)}): the program runs and does not serve this path")
            {
                Container = trouble.Container.Name,
                Since = trouble.Since,
                Evidence = trouble.Evidence,
                Remedies =
                [
                    new Remedy(
                        $"set the {trouble.Kind} probe's path to one that the program answers with 200 to 399",
                        null,
                        ProbeText.Patch(trouble, "httpGet: {path: /PATH}"),
                        IsDisruptive: true),
                ],
            });
        }
    }
}
