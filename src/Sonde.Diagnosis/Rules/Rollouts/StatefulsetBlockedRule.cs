using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>One ordinal of a StatefulSet is not ready and holds up the others.</summary>
internal sealed class StatefulsetBlockedRule : WorkloadRule
{
    private const string HashLabel = "controller-revision-hash";

    // A pod that starts is not stuck yet.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Slug => "statefulset-blocked";

    public override IReadOnlyList<string> Kinds => ["StatefulSet", "ControllerRevision", "Pod"];

    public override Depth Depth => Depth.Symptom;

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (workload.Top is not StatefulSet set || set.UpdateStrategy == "OnDelete" || set.Replicas <= 0)
            return;
        Dictionary<int, Pod> byOrdinal = workload.Pods.Select(pod => (Ordinal: Ordinal(pod), Pod: pod)).Where(one => one.Ordinal >= 0)
            .DistinctBy(one => one.Ordinal).ToDictionary(one => one.Ordinal, one => one.Pod);
        long first = set.FirstOrdinal, end = first + set.Replicas;
        Pod? broken = byOrdinal.Where(one => one.Key >= first && one.Key < end).OrderBy(one => one.Key).Select(one => one.Value)
            .FirstOrDefault(pod => !pod.IsReady && context.Now - pod.Meta.Created > Patience);
        if (broken is null)
            return;
        long above = end - Ordinal(broken) - 1;
        long missing = set.IsOrdered ? above - byOrdinal.Keys.Count(ordinal => ordinal > Ordinal(broken) && ordinal < end) : 0;
        bool isUpdating = set.UpdateRevision.Length > 0 && set.CurrentRevision != set.UpdateRevision;
        int old = isUpdating ? byOrdinal.Values.Count(pod => Ordinal(pod) >= Math.Max(first, set.Partition) && Ordinal(pod) < end
            && pod != broken && pod.Meta.Labels.TryGetValue(HashLabel, out string? hash) && hash != set.UpdateRevision) : 0;
        if (missing == 0 && old == 0)
            return;
        // The controller does not replace a pod that never became ready, even if its template has been repaired since.
        bool isOfOldTemplate = isUpdating && broken.Meta.Labels.TryGetValue(HashLabel, out string? own) && own != set.UpdateRevision;
        string held = string.Join(" and ", ((string[])
            [missing > 0 ? $"{missing} of {set.Replicas} pods are not created" : "", old > 0 ? $"{old} wait for the new template" : ""]).Where(text => text.Length > 0));
        string repaired = isOfOldTemplate ? "; it has an older template and is not replaced by itself" : "";
        context.Report(new Finding(Slug, workload.Ref, $"{broken.Ref.Name} is not ready, and {held} because of that{repaired}")
        {
            Severity = set.Ready == 0 ? Severity.Error : Severity.Warning,
            Since = broken.ConditionOf("Ready")?.Since ?? broken.Meta.Created,
            Evidence =
            [
                new Evidence(broken.Ref, "status.conditions[Ready]",
                    broken.ConditionOf("Ready") is { } ready ? $"{ready.Status} {ready.Reason}: {ready.Message}" : $"not told; phase {broken.Phase}", broken.ConditionOf("Ready")?.Since),
                new Evidence(workload.Ref, "spec.podManagementPolicy", set.IsOrdered ? "OrderedReady" : "Parallel", null),
                .. isUpdating ? [new Evidence(workload.Ref, "status.updateRevision", $"{set.UpdateRevision}, current {set.CurrentRevision}", null)] : (Evidence[])[],
            ],
            Remedies =
            [
                isOfOldTemplate
                    ? new Remedy("delete the pod, so that it comes back with the new template", $"kubectl delete pod -n {broken.Ref.Namespace} {broken.Ref.Name}", null, IsDisruptive: true)
                    : new Remedy("see what the pod waits for", $"kubectl describe pod -n {broken.Ref.Namespace} {broken.Ref.Name}", null, IsDisruptive: false),
            ],
        });
    }

    private static int Ordinal(Pod pod)
    {
        int dash = pod.Ref.Name.LastIndexOf('-');
        return dash >= 0 && int.TryParse(pod.Ref.Name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal) ? ordinal : -1;
    }
}
