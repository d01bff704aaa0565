using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class BudgetMissingCheck : WorkloadCheck
{
    public override string Slug => "pdb-missing";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "several replicas, no PodDisruptionBudget";

    public override string When => "A Deployment or StatefulSet with two replicas or more (or an autoscaler that keeps two) behind a Service is matched by no PodDisruptionBudget: warning from a cluster, hint in files, where it may be elsewhere.";

    public override string Why => "A drain of several nodes, as an upgrade of the cluster does it, may take all replicas at once.";

    public override string Fix => "Add a PodDisruptionBudget with maxUnavailable 1.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Ref.Kind is not ("Deployment" or "StatefulSet") || !context.ServersOf(workload).Any() || context.BudgetsOf(workload).Any())
            return;
        int least = context.AutoscalersOf(workload).Select(one => ((HorizontalPodAutoscaler)one.Object).Min).DefaultIfEmpty(0).Max();
        int replicas = Math.Max(workload.Replicas ?? 0, least);
        if (replicas < 2)
            return;
        string labels = string.Join(",", (((Controller)workload.Source.Object).Selector?.Requirements ?? []).Where(one => one is { Operator: "In", Values.Count: 1 }).Select(one => $"{one.Key}={one.Values[0]}"));
        context.Report(workload, workload.Source.Root["spec"]["replicas"], context.KnowsAll("PodDisruptionBudget", workload.Source) ? Severity.Warning : Severity.Info,
            $"has {replicas} replicas and no PodDisruptionBudget: a drain of several nodes may take all at once",
            new AuditRemedy("Let one go at a time", "", labels.Length == 0 ? "" : $"kubectl create poddisruptionbudget {workload.Ref.Name}{Remedies.Namespaced(workload.Ref)} --selector={labels} --max-unavailable=1 --dry-run=client -o yaml"));
    }
}
