using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Nodes;

namespace Sonde.Diagnosis.Rules;

/// <summary>The image may not be pulled, and the node does not have it.</summary>
internal sealed class ImageAbsentNeverPullRule : ImageFailureRule
{
    public override string Slug => "image-absent-never-pull";

    protected override PullProblem Problem => PullProblem.NeverPull;

    protected override void Report(PullFailure failure, RuleContext context)
    {
        string node = failure.Pod.Spec.NodeName;
        string near = Near(failure.Container.Image, context.Find<Node>("Node", "", node)?.Images ?? []);
        context.Report(failure.ToFinding(
            Slug,
            $"image {failure.Container.Image} of container {failure.Container.Name} is not on node {node}, and imagePullPolicy Never forbids to pull it{near}")
        with
        {
            Evidence =
            [
                .. failure.Evidence,
                new Evidence(failure.Pod.Ref, $"spec.containers[{failure.Container.Name}].imagePullPolicy", "Never", null),
            ],
            Remedies =
            [
                PodChange.OfContainer(
                    failure.Workload, failure.Pod, failure.Container, "let it be pulled: imagePullPolicy IfNotPresent", "imagePullPolicy: IfNotPresent"),
                new Remedy("or load the image onto every node that may run the pod, and name a tag that is there", null, null, IsDisruptive: true),
            ],
        });
    }

    /// <summary>Other tags of the same repository that the node has.</summary>
    private static string Near(string image, IReadOnlyList<string> present)
    {
        string repository = Repository(image);
        string[] tags = [.. present.Where(one => !one.Contains('@') && Repository(one).EndsWith(repository, StringComparison.Ordinal)).Distinct().Take(3)];
        return tags.Length == 0 ? "" : $"; the node has {string.Join(", ", tags)}";
    }

    private static string Repository(string image)
    {
        int colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? image[..colon] : image;
    }
}
