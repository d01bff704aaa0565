using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class HpaRangeEmptyCheck : AuditCheck
{
    public override string Slug => "hpa-range-empty";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "an autoscaler that cannot scale";

    public override string When => "minReplicas of a HorizontalPodAutoscaler equals maxReplicas: hint; is above it: error.";

    public override string Why => "It never scales, though it looks as if it would; above the maximum the API server refuses it.";

    public override string Fix => "Raise maxReplicas.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject scaler in context.OfKind("HorizontalPodAutoscaler"))
        {
            var spec = (HorizontalPodAutoscaler)scaler.Object;
            if (spec.Max == 0 || spec.Min < spec.Max)
                continue;
            context.Report(scaler, scaler.Root["spec"]["maxReplicas"], spec.Min > spec.Max ? Severity.Error : Severity.Info,
                spec.Min > spec.Max ? $"minReplicas {spec.Min} is above maxReplicas {spec.Max}" : $"minReplicas and maxReplicas are both {spec.Min}: it never scales",
                Remedies.OfSpec(scaler, "Raise the maximum", $"maxReplicas: {spec.Min * 2}"));
        }
    }
}
