using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>The volumes of a pod cannot be used on the nodes that it may go to.</summary>
internal sealed class UnschedulableVolumeRule : PlacementRuleBase
{
    public override string Slug => "unschedulable-volume";

    protected override bool Names(Obstacle obstacle) => obstacle == Obstacle.Volume;

    protected override string Title(Workload workload, Placement placement)
    {
        if (placement.Everywhere is { } everywhere)
            return everywhere.Text;
        if (placement.Candidates.Count == 0)
            return $"the scheduler says of its volumes: {string.Join(", ", SchedulerMessage.Parse(placement.Message).Where(said => said.Obstacle == Obstacle.Volume).Select(said => said.Text))}";
        NodeVerdict first = placement.Candidates[0];
        string more = placement.Candidates.Count > 1 ? $", nor can {placement.Candidates.Count - 1} more nodes" : "";
        string chosen = placement.Candidates.Count < placement.Verdicts.Count && placement.Verdicts.Any(node => node.Obstacles.Contains(Obstacle.NodeSelector))
            ? "; its node selector or affinity refuses the others" : "";
        return $"{first.Room.Name} {first.Of(Obstacle.Volume).First().Text}{more}{chosen}";
    }

    protected override IEnumerable<Evidence> MoreEvidence(Placement placement) => placement.Pod.Spec.Volumes
        .Where(volume => volume.Claim.Length > 0)
        .Select(volume => new Evidence(placement.Pod.Ref, $"spec.volumes[{volume.Name}]", $"claim {volume.Claim}", null))
        .Take(3);

    protected override IEnumerable<Remedy> Remedies(Workload workload, Placement placement)
    {
        if (placement.Everywhere is not null)
        {
            yield return new Remedy("create the claim, correct its name in the workload, or end the pod that holds it", null, null, IsDisruptive: true);
            yield break;
        }

        yield return new Remedy("let the pod go where its volume is: change the node selector or affinity, or add a node there", null, null, IsDisruptive: true);
        yield return new Remedy("or move the data: back it up, delete the claim, and restore into a claim of a class with volumeBindingMode WaitForFirstConsumer", null, null, IsDisruptive: true);
    }
}
