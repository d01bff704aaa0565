using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>Every node that would do has a taint that the pod does not tolerate.</summary>
internal sealed class UnschedulableTaintRule : PlacementRuleBase
{
    public override string Slug => "unschedulable-taint";

    protected override bool Names(Obstacle obstacle) => obstacle == Obstacle.Taint;

    protected override string Title(Workload workload, Placement placement)
    {
        if (placement.Candidates.Count == 0)
            return $"it does not tolerate a taint: {string.Join(", ", SchedulerMessage.Parse(placement.Message).Where(said => said.Obstacle == Obstacle.Taint).Select(said => said.Text))}";
        string taints = string.Join(" and ", Taints(placement).Select(taint => taint.ToString()).Take(3));
        return $"{Nodes(placement)} {Have(placement)} the taint {taints}, which it does not tolerate{NearMiss(placement)}";
    }

    protected override IEnumerable<Evidence> MoreEvidence(Placement placement)
    {
        foreach (NodeVerdict node in placement.Candidates.Take(2))
        {
            yield return new Evidence(
                node.Room.Node.Ref, "spec.taints", string.Join(", ", node.Of(Obstacle.Taint).Select(refusal => refusal.Part)),
                NodeChoiceFilter.Untolerated(placement.Pod.Spec, node.Room.Node).Max(taint => taint.Added));
        }

        string tolerated = string.Join(", ", placement.Pod.Spec.Tolerations.Where(one => !one.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal)).Select(Text));
        yield return new Evidence(placement.Pod.Ref, "spec.tolerations", tolerated.Length > 0 ? tolerated : "none for it", null);
    }

    protected override IEnumerable<Remedy> Remedies(Workload workload, Placement placement)
    {
        Taint? taint = Taints(placement).FirstOrDefault();
        if (taint is null)
        {
            yield return new Remedy("tolerate the taint, or remove it from a node", null, null, IsDisruptive: true);
            yield break;
        }

        string toleration = $"{{key: {taint.Key}, operator: {(taint.Value.Length > 0 ? $"Equal, value: \"{taint.Value}\"" : "Exists")}, effect: {taint.Effect}}}";
        // A list of tolerations is replaced as a whole by a patch.
        IEnumerable<string> kept = placement.Pod.Spec.Tolerations
            .Where(one => !one.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal))
            .Select(one => $"{{{(one.Key.Length > 0 ? $"key: {one.Key}, " : "")}operator: {(one.Operator.Length > 0 ? one.Operator : "Equal")}"
                + $"{(one.Value.Length > 0 ? $", value: \"{one.Value}\"" : "")}{(one.Effect.Length > 0 ? $", effect: {one.Effect}" : "")}}}");
        yield return PodChange.Of(workload, placement.Pod, "if it belongs there: tolerate the taint", $"tolerations: [{string.Join(", ", kept.Append(toleration))}]");
        string node = placement.Candidates[0].Room.Name;
        yield return new Remedy("if the taint is not wanted any more: remove it", $"kubectl taint node {node} {taint.Key}:{taint.Effect}-", null, IsDisruptive: false);
    }

    private static IEnumerable<Taint> Taints(Placement placement) => placement.Candidates
        .SelectMany(node => NodeChoiceFilter.Untolerated(placement.Pod.Spec, node.Room.Node))
        .Where(taint => !NodeChoiceFilter.IsState(taint))
        .DistinctBy(taint => taint.ToString());

    /// <summary>A toleration of the same key that misses by value or effect.</summary>
    private static string NearMiss(Placement placement)
    {
        foreach (Taint taint in Taints(placement))
        {
            if (placement.Pod.Spec.Tolerations.FirstOrDefault(one => one.Key == taint.Key) is { } near)
                return $" (it tolerates {Text(near)})";
        }

        return "";
    }

    private static string Text(Toleration toleration) =>
        toleration.Key + (toleration.Operator == "Exists" ? "" : "=" + toleration.Value) + (toleration.Effect.Length > 0 ? ":" + toleration.Effect : "");
}
