using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class BudgetBlocksCheck : AuditCheck
{
    public override string Slug => "pdb-blocks-eviction";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "a PodDisruptionBudget that allows no eviction";

    public override string When => "A budget leaves no pod that may go: maxUnavailable 0, minAvailable 100 % or at least as many as the replicas: warning.";

    public override string Why => "A drain waits for ever, and with it every upgrade of the cluster.";

    public override string Fix => "Allow one pod to go: maxUnavailable 1, with two replicas at least.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject budget in context.OfKind("PodDisruptionBudget"))
        {
            var spec = (PodDisruptionBudget)budget.Object;
            AuditWorkload[] workloads = [.. context.WorkloadsBeside(budget.Ref).Where(one => one.Replicas is > 0 && spec.Selector is { } selector && selector.Matches(one.Template.Labels))];
            // An autoscaler that keeps more pods than the manifest says gives room.
            int replicas = workloads.Sum(one => Math.Max(one.Replicas ?? 0, context.AutoscalersOf(one).Select(hpa => ((HorizontalPodAutoscaler)hpa.Object).Min).DefaultIfEmpty(0).Max()));
            ManifestNode root = budget.Root["spec"];
            (ManifestNode Node, string Words)? blocked = Portions.IsZero(spec.MaxUnavailable) ? (root["maxUnavailable"], $"maxUnavailable {spec.MaxUnavailable}")
                : Portions.IsAll(spec.MinAvailable, replicas) ? (root["minAvailable"], $"minAvailable {spec.MinAvailable}{(replicas > 0 ? $" of {replicas}" : "")}")
                : null;
            if (blocked is not { } field)
                continue;
            context.Report(budget, field.Node, Severity.Warning, $"{field.Words}: no pod may ever be evicted, and a drain of its node waits for ever",
                Remedies.OfSpec(budget, "Let one pod go at a time, with two replicas at least", "minAvailable: null, maxUnavailable: 1"));
        }
    }
}
