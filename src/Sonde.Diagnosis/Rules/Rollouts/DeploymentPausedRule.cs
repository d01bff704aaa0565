using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A Deployment is paused, and its template has changed since: the change waits.</summary>
internal sealed class DeploymentPausedRule : WorkloadRule
{
    public override string Slug => "deployment-paused";

    public override IReadOnlyList<string> Kinds => ["Deployment", "ReplicaSet"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (workload.Top is not Deployment { IsPaused: true, Replicas: > 0 } deployment)
            return;
        IReadOnlyList<Revision> revisions = context.RevisionsOf(workload);
        bool knowsRevisions = revisions.Count > 0 || context.KnowsAll("ReplicaSet", workload.Ref.Namespace);
        IReadOnlyList<TemplateChange> changes = revisions.Count > 0 ? TemplateDiff.Between(revisions[0].Template, deployment.Template) : [];
        // A field that is not compared may differ too: then no pod counts as updated.
        bool isChanged = changes.Count > 0 || (deployment.Existing > 0 && deployment.Updated == 0);
        bool neverRan = knowsRevisions && revisions.Count == 0 && deployment.Existing == 0;
        if (!isChanged && !neverRan)
            return;
        Condition? paused = deployment.ConditionOf("Progressing");
        DateTimeOffset? since = paused is { Reason: "DeploymentPaused" } ? paused.Since : null;
        string what = neverRan ? "is paused and has never been rolled out: it has no pods"
            : $"is paused while its template changed{(changes.Count > 0 ? $" ({string.Join(" and ", changes.Take(2).Select(change => change.Path))}{(changes.Count > 2 ? $" and {changes.Count - 2} more" : "")})" : "")}: its pods still have the old one";
        context.Report(new Finding(Slug, workload.Ref, what)
        {
            Severity = neverRan ? Severity.Error : Severity.Warning,
            Since = since,
            Evidence =
            [
                new Evidence(workload.Ref, "spec.paused", "true", since),
                .. changes.Count > 0 ? [new Evidence(workload.Ref, $"spec.template against revision {revisions[0].Number}", string.Join("; ", changes.Take(4)), null)] : (Evidence[])[],
                new Evidence(workload.Ref, "status.updatedReplicas", $"{deployment.Updated} of {deployment.Replicas}", null),
            ],
            Remedies =
            [
                new Remedy("when the change is complete: let it roll out", $"kubectl rollout resume -n {workload.Ref.Namespace} deployment/{workload.Ref.Name}", null, IsDisruptive: true),
            ],
        });
    }
}
