using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>Pod affinity, anti-affinity or topology spread keeps a pod from every node.</summary>
internal sealed class UnschedulableAntiAffinityRule : PlacementRuleBase
{
    public override string Slug => "unschedulable-anti-affinity";

    protected override bool Names(Obstacle obstacle) => obstacle == Obstacle.PodAffinity;

    protected override string Title(Workload workload, Placement placement)
    {
        if (placement.Candidates.Count == 0)
            return $"the scheduler says: {string.Join(", ", SchedulerMessage.Parse(placement.Message).Where(said => said.Obstacle == Obstacle.PodAffinity).Select(said => said.Text))}";
        string parts = string.Join(" and ", Reasons(placement).Where(refusal => refusal.Obstacle == Obstacle.PodAffinity).Select(refusal => refusal.Part).Distinct().Take(3));
        int others = workload.Pods.Count(pod => pod is { IsScheduled: true, IsDone: false });
        string own = IsOwn(workload, placement) && others > 0
            ? $"; {others} of its pods run, and each place takes one" : "";
        string[] unlabelled = [.. placement.Pod.Spec.TopologySpread.Where(spread => spread.IsHard).Select(spread => spread.TopologyKey)
            .Where(key => placement.Candidates.All(node => node.Room.Label(key) is null))];
        string label = unlabelled.Length > 0 ? $": {(placement.Candidates.Count == 1 ? "it has" : "they have")} no label {string.Join(" and ", unlabelled)}" : "";
        return $"{parts} keeps it from {Nodes(placement).TrimEnd(',')}{label}{own}";
    }

    protected override IEnumerable<Remedy> Remedies(Workload workload, Placement placement)
    {
        if (IsOwn(workload, placement))
        {
            int places = workload.Pods.Count(pod => pod is { IsScheduled: true, IsDone: false });
            if (workload.Ref.Kind is "Deployment" or "StatefulSet" && places > 0)
                yield return new Remedy($"ask for as many pods as there are places ({places})", $"kubectl scale -n {workload.Ref.Namespace} {workload.Ref.Kind.ToLowerInvariant()}/{workload.Ref.Name} --replicas={places}", null, IsDisruptive: false);
            yield return new Remedy("or add a node", null, null, IsDisruptive: false);
        }

        yield return new Remedy("make the rule a preference (preferredDuringSchedulingIgnoredDuringExecution, whenUnsatisfiable: ScheduleAnyway) if two in one place are better than none", null, null, IsDisruptive: true);
    }

    private static bool IsOwn(Workload workload, Placement placement) => placement.Pod.Spec.PodAntiAffinity
        .Any(term => term.Selector is not null && term.Selector.Matches(placement.Pod.Meta.Labels))
        && workload.Pods.Count > 1;
}
