using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class HpaWithoutRequestsCheck : AuditCheck
{
    public override string Slug => "hpa-without-requests";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "an autoscaler without requests to measure by";

    public override string When => "A HorizontalPodAutoscaler scales by utilization of CPU or memory, and a container of its target does not request it: error.";

    public override string Why => "Utilization is a share of the request. Without one the autoscaler reports FailedGetResourceMetric and never scales.";

    public override string Fix => "Add the request to every container, sidecars included, or measure one container (type ContainerResource).";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject scaler in context.OfKind("HorizontalPodAutoscaler"))
        {
            var spec = (HorizontalPodAutoscaler)scaler.Object;
            foreach (AuditWorkload workload in context.WorkloadsBeside(scaler.Ref).Where(one => one.Ref.Kind == spec.Target.Kind && one.Ref.Name == spec.Target.Name))
            {
                foreach (ScalingMetric metric in spec.Metrics.Where(one => one is { Type: "Resource" or "ContainerResource", Utilization: not null }))
                {
                    foreach (AuditContainer container in workload.LongRunning.Where(one => metric.Container.Length == 0 || one.Name == metric.Container))
                    {
                        if (container.Spec.Resources.RequestOf(metric.Name) > 0 || workload.Template.Spec.Resources.RequestOf(metric.Name) > 0)
                            continue;
                        context.Report(workload, container, container.Node["resources"]["requests"], Severity.Error,
                            $"requests no {metric.Name}, and HorizontalPodAutoscaler {scaler.Ref.Name} scales by its utilization: it never will",
                            Remedies.Of(workload, container, "Request what it uses on an ordinary day (the amount is a guess)", $"resources: {{requests: {{{metric.Name}: {(metric.Name == "cpu" ? "100m" : "128Mi")}}}}}"));
                    }
                }
            }
        }
    }
}
