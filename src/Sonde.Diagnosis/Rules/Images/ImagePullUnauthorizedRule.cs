using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>The registry wants other credentials, or some.</summary>
internal sealed class ImagePullUnauthorizedRule : ImageFailureRule
{
    public override string Slug => "image-pull-unauthorized";

    protected override PullProblem Problem => PullProblem.Unauthorized;

    protected override void Report(PullFailure failure, RuleContext context)
    {
        IReadOnlyList<string> secrets = failure.Pod.Spec.ImagePullSecrets;
        string why = secrets.Count == 0
            ? "the pod names no pull secret"
            : $"it refuses the credentials of pull secret {string.Join(", ", secrets)}";
        context.Report(failure.ToFinding(
            Slug,
            $"registry {failure.Registry} does not let image {failure.Container.Image} of container {failure.Container.Name} be pulled: {why}")
        with
        {
            Evidence =
            [
                .. failure.Evidence,
                new Evidence(failure.Pod.Ref, "spec.imagePullSecrets", secrets.Count == 0 ? "none" : string.Join(", ", secrets), null),
            ],
            Remedies =
            [
                failure.MakeSecret("make a pull secret with credentials that may read the repository, and name it in imagePullSecrets"),
            ],
        });
    }
}
