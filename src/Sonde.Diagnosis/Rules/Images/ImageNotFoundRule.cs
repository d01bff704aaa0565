using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>The registry does not have the image.</summary>
internal sealed class ImageNotFoundRule : ImageFailureRule
{
    public override string Slug => "image-not-found";

    protected override PullProblem Problem => PullProblem.NotFound;

    protected override void Report(PullFailure failure, RuleContext context)
    {
        bool isOpen = PullMessage.MayBeAuthorization(failure.Message);
        Finding finding = failure.ToFinding(
            Slug,
            $"image {failure.Container.Image} of container {failure.Container.Name} is not in registry {failure.Registry}"
            + (isOpen ? ", or it is private: the registry answers the same to both" : ": no such repository, tag or digest"));
        context.Report(finding with
        {
            Confidence = isOpen ? Confidence.Likely : Confidence.Certain,
            Remedies =
            [
                PodChange.OfImage(
                    failure.Workload, failure.Pod, failure.Container, "set a tag that exists" + (isOpen ? ", or add a pull secret if the repository is private" : "")),
                .. finding.Remedies,
            ],
        });
    }
}
