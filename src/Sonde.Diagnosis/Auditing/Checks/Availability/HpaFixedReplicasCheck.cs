using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class HpaFixedReplicasCheck : AuditCheck
{
    public override string Slug => "hpa-fixed-replicas";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "an autoscaler against fixed replicas";

    public override string When => "A manifest sets replicas of a workload that a HorizontalPodAutoscaler scales: warning. Not judged for objects that came from a cluster, where the field is always there.";

    public override string Why => "Every apply sets the number back, and the autoscaler raises it again: at a busy time each deployment takes pods away.";

    public override string Fix => "Leave replicas out of the manifest.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject scaler in context.OfKind("HorizontalPodAutoscaler"))
        {
            var target = ((HorizontalPodAutoscaler)scaler.Object).Target;
            foreach (ManifestObject one in context.Beside(target.Kind, scaler.Ref).Where(one => one.Ref.Name == target.Name && !one.IsFromCluster))
            {
                ManifestNode replicas = one.Root["spec"]["replicas"];
                if (replicas.Exists)
                {
                    context.Report(one, replicas, Severity.Warning, $"sets replicas to {replicas.Text} while HorizontalPodAutoscaler {scaler.Ref.Name} scales it: each apply sets it back",
                        Remedies.Words("Leave replicas out of the manifest"));
                }
            }
        }
    }
}
