using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>There is no image for the node's processor, or its program is for another one.</summary>
internal sealed class ImageWrongPlatformRule : WorkloadRule
{
    public override string Slug => "image-wrong-platform";

    public override IReadOnlyList<string> Kinds => ["Pod", "Event", "Node", "Secret"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => ContainerFailures.LogsOf(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (PullFailure failure in PullFailure.Of(workload, context))
        {
            if (failure.Problem == PullProblem.WrongPlatform)
                context.Report(Complete(failure.ToFinding(Slug, $"image {failure.Container.Image} of container {failure.Container.Name} does not exist for {Platform(failure.Pod, context)}"), failure.Pod, context));
        }

        foreach (ContainerFailure failure in ContainerFailures.Of(workload, context))
        {
            if (failure.Cause == FailureCause.WrongPlatform)
                context.Report(Complete(failure.ToFinding(Slug, $"{failure.Named} cannot run on {Platform(failure.Pod, context)}{failure.Repetition}: exec format error, its program in image {failure.Container.Image} is built for another processor, or a script without its #! line"), failure.Pod, context));
        }
    }

    private static Finding Complete(Finding finding, Pod pod, RuleContext context)
    {
        Node? node = context.Find<Node>("Node", "", pod.Spec.NodeName);
        return finding with
        {
            Evidence = node is null ? finding.Evidence
                : [.. finding.Evidence.Take(2), new Evidence(node.Ref, "status.nodeInfo", $"{node.OperatingSystem}/{node.Architecture}", null), .. finding.Evidence.Skip(2)],
            Remedies =
            [
                new Remedy("build the image for this platform as well (docker buildx build --platform linux/amd64,linux/arm64)", null, null, IsDisruptive: true),
                new Remedy("or keep the pods on nodes of the image's platform: nodeSelector kubernetes.io/arch", null, null, IsDisruptive: true),
            ],
        };
    }

    private static string Platform(Pod pod, RuleContext context) =>
        context.Find<Node>("Node", "", pod.Spec.NodeName) is { Architecture.Length: > 0 } node
            ? $"{node.OperatingSystem}/{node.Architecture} (node {node.Ref.Name})" : $"the platform of node {pod.Spec.NodeName}";
}
