using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rules;

/// <summary>A registry counts too many pulls; every workload behind it is an effect.</summary>
internal sealed class ImageRateLimitedRule : ImageFailureRule
{
    public override string Slug => "image-rate-limited";

    protected override PullProblem Problem => PullProblem.RateLimited;

    protected override void Report(PullFailure failure, RuleContext context)
    {
        string registry = failure.Registry;
        context.Report(new Finding(Slug, ObjectRef.Registry(registry), $"registry {registry} refuses pulls for now: too many requests from these nodes")
        {
            Since = failure.Since,
            Evidence = failure.Evidence,
            Effects = [new Effect(failure.Workload.Ref, $"image {failure.Container.Image} cannot be pulled", $"pulls from {registry}")],
            Remedies =
            [
                failure.MakeSecret("pull with an account, whose limit is higher: a pull secret in imagePullSecrets"),
                new Remedy("pull through a mirror of your own, and avoid imagePullPolicy Always for fixed tags", null, null, IsDisruptive: true),
            ],
        });
    }
}
