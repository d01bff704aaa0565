using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>The registry wants credentials, and the Secret that should hold them is not there.</summary>
internal sealed class ImagePullSecretMissingRule : ImageFailureRule
{
    public override string Slug => "image-pull-secret-missing";

    protected override PullProblem Problem => PullProblem.SecretMissing;

    protected override void Report(PullFailure failure, RuleContext context)
    {
        (string name, string wrong) = failure.BadSecrets[0];
        context.Report(failure.ToFinding(
            Slug,
            $"pull secret {name} {wrong}, and registry {failure.Registry} wants credentials for image {failure.Container.Image}")
        with
        {
            Evidence =
            [
                .. failure.BadSecrets.Select(bad => new Evidence(failure.Pod.Ref, "spec.imagePullSecrets", $"{bad.Name}: {bad.Wrong}", null)),
                .. failure.Evidence,
            ],
            Remedies =
            [
                failure.MakeSecret("make the Secret, or name the right one in imagePullSecrets", name),
            ],
        });
    }
}
