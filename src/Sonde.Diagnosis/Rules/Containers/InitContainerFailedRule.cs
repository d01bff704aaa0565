using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rules;

/// <summary>An init container exits with an error, so that the pod's containers never start.</summary>
internal sealed class InitContainerFailedRule : ContainerFailureRule
{
    public override string Slug => "init-container-failed";

    public override Depth Depth => Depth.Failure;

    protected override bool Takes(ContainerFailure failure) => failure is { Cause: FailureCause.Crash, IsInit: true };

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        string why = failure.Log.Best.Length > 0 ? $": {failure.Log.Best}" : "";
        context.Report(failure.ToFinding(
            Slug,
            $"{failure.Named} exits with code {failure.Death.ExitCode}{failure.Repetition}, so that the pod's containers do not start{why}")
        with
        {
            Blames = Callees.InTrouble(failure, context),
            Remedies = [failure.ShowLog("read the rest of the log"), .. Rollback.Of(failure.Workload)],
        });
    }
}
