using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class SpreadMissingCheck : WorkloadCheck
{
    public override string Slug => "spread-missing";

    public override CheckArea Area => CheckArea.Availability;

    public override string Summary => "nothing keeps replicas on different nodes";

    public override string When => "A Deployment or StatefulSet with two replicas or more has neither topologySpreadConstraints nor pod anti-affinity: hint.";

    public override string Why => "The scheduler spreads pods only by preference, and looks at the moment of the start: after a rollout on a busy cluster all may be on one node.";

    public override string Fix => "Add topologySpreadConstraints over kubernetes.io/hostname, and over topology.kubernetes.io/zone where there are zones.";

    internal override void Check(AuditWorkload workload, AuditContext context)
    {
        if (workload.Ref.Kind is not ("Deployment" or "StatefulSet") || workload.Replicas is not > 1
            || workload.Pod["topologySpreadConstraints"].Items.Count > 0 || workload.Pod["affinity"]["podAntiAffinity"].Exists)
        {
            return;
        }

        string labels = string.Join(", ", (((Controller)workload.Source.Object).Selector?.Requirements ?? []).Where(one => one is { Operator: "In", Values.Count: 1 }).Select(one => $"{one.Key}: {one.Values[0]}"));
        context.Report(workload, workload.Pod, Severity.Info, $"nothing keeps its {workload.Replicas} replicas on different nodes",
            Remedies.Of(workload, "Spread them over nodes", $"topologySpreadConstraints: [{{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {{matchLabels: {{{labels}}}}}}}]"));
    }
}
