using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Rules;

/// <summary>A PodDisruptionBudget allows no disruption even when all is well: no node with its pods can ever be drained.</summary>
internal sealed class PdbBlocksEvictionRule : ObjectRule<PodDisruptionBudget>
{
    public override string Slug => "pdb-blocks-eviction";

    public override IReadOnlyList<string> Kinds => ["PodDisruptionBudget", "Pod", "Node", "Deployment", "StatefulSet", "ReplicaSet"];

    public override void Evaluate(PodDisruptionBudget subject, RuleContext context)
    {
        if (subject.Selector is not null && subject.Expected > 0)
            CheckOverlap(subject, context);
        // Fewer healthy pods than there should be is the pods' trouble, unless the budget would allow nothing anyway.
        if (subject.Selector is null || subject.Expected == 0 || subject.Allowed > 0 || subject.Desired < subject.Expected)
            return;
        Pod[] pods = [.. context.PodsIn(subject.Ref.Namespace).Where(pod => !pod.IsDone && subject.Selector.Matches(pod.Meta.Labels))];
        string rule = subject.MinAvailable.Length > 0 ? $"minAvailable is {subject.MinAvailable}" : $"maxUnavailable is {subject.MaxUnavailable}";
        Node[] draining = [.. pods.Select(pod => pod.Spec.NodeName).Where(name => name.Length > 0).Distinct()
            .Select(name => context.Find<Node>("Node", "", name)).OfType<Node>().Where(node => node.IsCordoned)];
        string now = draining.Length > 0 ? $"; {string.Join(", ", draining.Select(node => node.Ref.Name).Take(3))} {(draining.Length == 1 ? "is" : "are")} cordoned and cannot be drained" : "";
        string who = pods.Length > 0 && context.WorkloadOf(pods[0].Ref) is { } workload ? $" of {workload.Ref.Kind} {workload.Ref.Name}" : "";
        string single = subject.Expected == 1 ? "; with a single replica no budget can do both" : "";
        context.Report(new Finding(Slug, subject.Ref,
            $"allows no pod{who} to be evicted, ever: {rule}, and there {(subject.Expected == 1 ? "is" : "are")} {subject.Expected}{single}{now}")
        {
            Severity = draining.Length > 0 ? Severity.Error : Severity.Warning,
            Since = subject.Meta.Created,
            Evidence =
            [
                new Evidence(subject.Ref, subject.MinAvailable.Length > 0 ? "spec.minAvailable" : "spec.maxUnavailable", subject.MinAvailable.Length > 0 ? subject.MinAvailable : subject.MaxUnavailable, null),
                new Evidence(subject.Ref, "status", string.Create(CultureInfo.InvariantCulture,
                    $"disruptionsAllowed {subject.Allowed}, currentHealthy {subject.Healthy}, desiredHealthy {subject.Desired}, expectedPods {subject.Expected}"), null),
                .. draining.Take(2).Select(node => new Evidence(node.Ref, "spec.unschedulable", "true", null)),
            ],
            Remedies =
            [
                new Remedy("let one pod go at a time",
                    $"kubectl patch pdb -n {subject.Ref.Namespace} {subject.Ref.Name} --type=merge -p '{{\"spec\":{{\"minAvailable\":null,\"maxUnavailable\":1}}}}'", null, IsDisruptive: false),
                .. subject.Expected > 1 ? (Remedy[])[] : [new Remedy("or run two replicas, so that one may go", null, null, IsDisruptive: false)],
            ],
        });
    }

    /// <summary>The API server refuses to evict a pod that two budgets select (registry/core/pod/rest/eviction.go), whatever they allow.</summary>
    private void CheckOverlap(PodDisruptionBudget subject, RuleContext context)
    {
        PodDisruptionBudget[] others = [.. context.All<PodDisruptionBudget>().Where(other => other.Ref.Namespace == subject.Ref.Namespace
            && other.Ref != subject.Ref && other is { Selector: not null, Expected: > 0, Meta.Deleted: null })];
        if (others.Length == 0)
            return;
        Pod[] pods = [.. context.PodsIn(subject.Ref.Namespace).Where(pod => !pod.IsDone && subject.Selector!.Matches(pod.Meta.Labels))];
        foreach (PodDisruptionBudget other in others)
        {
            Pod? both = pods.FirstOrDefault(pod => other.Selector!.Matches(pod.Meta.Labels));
            // One finding for the pair: at the budget of the fewer pods, which is the one that was made for them.
            if (both is null || (subject.Expected, subject.Ref.Name).CompareTo((other.Expected, other.Ref.Name)) > 0)
                continue;
            string who = context.WorkloadOf(both.Ref) is { } workload ? $"pods of {workload.Ref.Kind} {workload.Ref.Name}" : $"Pod {both.Ref.Name}";
            context.Report(new Finding(Slug, subject.Ref, $"selects {who}, and so does PodDisruptionBudget {other.Ref.Name}: a pod with two budgets is never evicted, whatever they allow, so that its node cannot be drained")
            {
                Severity = Severity.Warning,
                Since = subject.Meta.Created > other.Meta.Created ? subject.Meta.Created : other.Meta.Created,
                Evidence =
                [
                    new Evidence(subject.Ref, "spec.selector", Text(subject), null),
                    new Evidence(other.Ref, "spec.selector", Text(other), null),
                    new Evidence(both.Ref, "metadata.labels", string.Join(",", both.Meta.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")), null),
                ],
                Remedies =
                [
                    new Remedy("let one budget alone select them: narrow the selector of the wider one, or delete one of the two", $"kubectl edit pdb -n {other.Ref.Namespace} {other.Ref.Name}", null, IsDisruptive: false),
                ],
            });
            return;
        }
    }

    private static string Text(PodDisruptionBudget budget) => budget.Selector!.IsEmpty ? "empty: all pods of the namespace" : budget.Selector.ToString();
}
