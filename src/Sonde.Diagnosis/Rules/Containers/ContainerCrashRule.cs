using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A container's program exits with an error.</summary>
internal sealed class ContainerCrashRule : ContainerFailureRule
{
    public override string Slug => "container-crash";

    public override Depth Depth => Depth.Failure;

    protected override bool Takes(ContainerFailure failure) =>
        failure.Cause is FailureCause.KilledFromOutside or FailureCause.StartFailed || (failure.Cause == FailureCause.Crash && !failure.IsInit);

    protected override void Report(ContainerFailure failure, RuleContext context)
    {
        bool isKilled = failure.Cause == FailureCause.KilledFromOutside;
        string ran = failure.Death.Duration is { } span ? $" after {Durations.Words(span)}" : "";
        string why = failure.Death.Message.Length > 0 && failure.Log.Best.Length == 0
            ? RuntimeMessage.Core(failure.Death.Message) : failure.Log.Best;
        string title = failure.Cause == FailureCause.StartFailed
            ? $"{failure.Named} cannot be started{failure.Repetition}: {RuntimeMessage.Core(failure.Death.Message)}"
            : isKilled
            ? $"{failure.Named} is ended from outside{ran} with {ExitCodes.Describe(failure.Death.ExitCode)}{failure.Repetition}; no probe, memory limit or eviction accounts for it"
            : $"{failure.Named} exits with code {failure.Death.ExitCode}{ran}{failure.Repetition}{(why.Length > 0 ? $": {why}" : failure.Log.IsGiven ? ", and its log says nothing" : "; its log was not given")}";
        context.Report(failure.ToFinding(Slug, title) with
        {
            Confidence = isKilled ? Confidence.Possible : Confidence.Certain,
            Evidence = [.. JobEnd(failure), .. failure.Evidence],
            Blames = Callees.InTrouble(failure, context),
            Remedies =
            [
                failure.ShowLog("read the rest of the log"),
                .. Rollback.Of(failure.Workload),
            ],
        });
    }

    /// <summary>The Job's own verdict, where the crash ended one.</summary>
    private static IEnumerable<Evidence> JobEnd(ContainerFailure failure)
    {
        Job? job = failure.Workload.Top as Job ?? failure.Workload.Parts.OfType<Job>().FirstOrDefault();
        if (job?.ConditionOf("Failed") is { IsTrue: true } failed)
            yield return new Evidence(job.Ref, "status.conditions[Failed]", $"{failed.Reason}: {failed.Message}", failed.Since);
    }
}
