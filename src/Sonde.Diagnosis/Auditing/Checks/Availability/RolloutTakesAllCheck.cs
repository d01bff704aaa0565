using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class RolloutTakesAllCheck : WorkloadCheck
{
    public override string Slug => "rollout-takes-all";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "a rollout that stops all replicas at once";

    public override string When => "A Deployment of two replicas or more behind a Service has the strategy Recreate, or a maxUnavailable of all its replicas: warning.";

    public override string Why => "During every rollout nobody answers, though there are replicas enough.";

    public override string Fix => "Use RollingUpdate with maxUnavailable 0 or 1.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Source.Object is not Deployment { Replicas: > 1 } deployment || !context.ServersOf(workload).Any())
            return;
        ManifestNode strategy = workload.Source.Root["spec"]["strategy"];
        bool isRecreate = deployment.Strategy == "Recreate";
        if (!isRecreate && !Portions.IsAll(deployment.MaxUnavailable, deployment.Replicas))
            return;
        context.Report(workload, isRecreate ? strategy["type"] : strategy["rollingUpdate"]["maxUnavailable"], Severity.Warning,
            $"{(isRecreate ? "strategy Recreate" : $"maxUnavailable {deployment.MaxUnavailable}")} stops all {deployment.Replicas} replicas at once in every rollout",
            Remedies.OfSpec(workload.Source, "Replace one after the other", "strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}"));
    }
}
