using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class SingleReplicaCheck : WorkloadCheck
{
    public override string Slug => "single-replica";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "one replica behind a Service";

    public override string When => "A Deployment or ReplicaSet that a Service sends requests to has one replica and no autoscaler with a higher minimum: warning; a StatefulSet: hint.";

    public override string Why => "Every drain of its node, every eviction and every crash is an outage. With the strategy Recreate so is every rollout.";

    public override string Fix => "Run two or more, spread over nodes, with a PodDisruptionBudget; if it cannot run twice, say so with the annotation sonde.dev/ignore.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Replicas != 1 || workload.Ref.Kind is not ("Deployment" or "ReplicaSet" or "ReplicationController" or "StatefulSet"))
            return;
        if (context.ServersOf(workload).FirstOrDefault() is not { } service || context.AutoscalersOf(workload).Any(one => ((HorizontalPodAutoscaler)one.Object).Min > 1))
            return;
        ManifestNode replicas = workload.Source.Root["spec"]["replicas"];
        context.Report(workload, replicas, workload.Ref.Kind == "StatefulSet" ? Severity.Info : Severity.Warning,
            $"has one replica behind Service {service.Ref.Name}: every drain, eviction or crash is an outage",
            Remedies.OfSpec(workload.Source, "Run two, if it can run twice", "replicas: 2"));
    }
}
