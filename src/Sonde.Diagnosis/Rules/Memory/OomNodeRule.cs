using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;

namespace Sonde.Diagnosis.Rules;

/// <summary>A node runs out of memory, and the kernel kills a container that is within its own limit.</summary>
internal sealed class OomNodeRule : ContainerFailureRule
{
    public override string Slug => "oom-node";

    protected override bool Takes(ContainerFailure failure) =>
        failure.Cause == FailureCause.NodeMemory && failure.Pod.Spec.NodeName.Length > 0;

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        string node = failure.Pod.Spec.NodeName;
        IReadOnlyList<NodeTaker> takers = context.Find<Node>("Node", "", node) is { } itself ? NodeTaker.Of(itself, "memory", context) : [];
        bool hasLimit = failure.Container.Resources.Limits.TryGetValue("memory", out Quantity limit);
        context.Report(new Finding(
            Slug, new ObjectRef("Node", "", node),
            "the node runs out of memory, and the kernel kills containers that are within their own limits" + (takers.Count > 0 ? $"; {takers[0].InWords}" : ""))
        {
            Confidence = failure.Proof.Count > 0 ? Confidence.Certain : Confidence.Likely,
            Since = failure.Since,
            Evidence =
            [
                .. failure.Proof,
                .. failure.Evidence.Take(1),
                .. NodeTaker.EvidenceOf(takers),
                new Evidence(failure.Pod.Ref, $"spec.containers[{failure.Container.Name}].resources.limits.memory", hasLimit ? limit.Text : "not set", null),
            ],
            Effects =
            [
                new Effect(
                    failure.Workload.Ref,
                    $"{failure.Named} is OOM-killed (exit code {failure.Death.ExitCode}){failure.Repetition}{(hasLimit ? $" below its limit of {limit}" : "; it has no memory limit")}",
                    $"runs on Node {node}"),
            ],
            Remedies =
            [
                new Remedy("find who takes the memory of the node", $"kubectl top pods -A --sort-by=memory --field-selector spec.nodeName={node}", null, false),
                new Remedy("give every container on it a memory request and limit, so that the scheduler and the kernel know what it may take", null, null, IsDisruptive: true),
            ],
        });
    }
}
