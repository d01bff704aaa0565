using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>A program ends well in a workload that restarts it for ever.</summary>
internal sealed class ContainerCompletesRule : ContainerFailureRule
{
    public override string Slug => "container-completes";

    protected override bool Takes(ContainerFailure failure) => failure.Cause == FailureCause.Completes;

    protected override void Report(ContainerFailure failure, RuleContext context) => context.Report(failure.ToFinding(
        Slug,
        $"{failure.Named} ends with exit code 0{failure.Repetition}, but a {failure.Workload.Ref.Kind} restarts it for ever: it does its work and is done")
    with
    {
        // A server that is told to end may also exit with 0: where a probe could have done that, this is only likely.
        Confidence = failure.Container.Liveness is null && failure.Container.Startup is null ? Confidence.Certain : Confidence.Likely,
        Remedies =
        [
            new Remedy("make it a Job or a CronJob, if its work has an end", null, null, IsDisruptive: true),
            new Remedy("if it is a server, start it in the foreground: it has put itself into the background, or its command is not the server", null, null, IsDisruptive: true),
            failure.ShowLog("read what it did"),
        ],
    });
}
