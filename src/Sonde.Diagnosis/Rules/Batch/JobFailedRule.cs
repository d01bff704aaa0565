using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A Job failed: its pods failed too often, or it took too long. Where its pods still tell why, that is the root.</summary>
internal sealed class JobFailedRule : WorkloadRule
{
    public override string Slug => "job-failed";

    public override Depth Depth => Depth.Symptom;

    public override IReadOnlyList<string> Kinds => ["Job", "CronJob", "Pod", "Event"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        // Of a CronJob the newest run that ended counts: an older failure is history.
        Job? job = workload.Parts.Append(workload.Top).OfType<Job>().Where(one => one.IsComplete || one.IsFailed).MaxBy(one => one.Meta.Created);
        if (job?.ConditionOf("Failed") is not { IsTrue: true } failed || workload.Ref.Kind is not ("Job" or "CronJob"))
            return;
        string which = job.Ref == workload.Ref ? "" : $"its run {job.Ref.Name} failed: ";
        context.Report(new Finding(Slug, workload.Ref, $"{which}{Why(job, failed)}")
        {
            Since = failed.Since,
            Evidence =
            [
                new Evidence(job.Ref, "status.conditions[Failed]", $"{failed.Reason}: {failed.Message}", failed.Since),
                new Evidence(job.Ref, "status", string.Create(CultureInfo.InvariantCulture, $"failed {job.Failed}, succeeded {job.Succeeded}"), null),
                .. context.Events(job.Ref).Where(seen => seen.IsWarning).TakeLast(2).Select(seen => new Evidence(job.Ref, $"event {seen.Reason}", LogExcerpt.Shorten(seen.Message), seen.Last)),
            ],
            Remedies = [.. Remedies(job, failed)],
        });
    }

    // batch/v1 types.go: JobReason…
    private static string Why(Job job, Condition failed) => failed.Reason switch
    {
        "BackoffLimitExceeded" => string.Create(CultureInfo.InvariantCulture,
            $"its pods failed {Math.Max(job.Failed, job.BackoffLimit + 1)} times, and backoffLimit is {job.BackoffLimit} (BackoffLimitExceeded); no pod is left that tells why"),
        "DeadlineExceeded" => string.Create(CultureInfo.InvariantCulture,
            $"it took longer than its activeDeadlineSeconds of {job.ActiveDeadline}, and its pods were ended (DeadlineExceeded)"),
        "PodFailurePolicy" => $"its podFailurePolicy ends it at the first such failure: {LogExcerpt.Shorten(failed.Message)}",
        "MaxFailedIndexesExceeded" or "FailedIndexes" => $"too many of its indexes failed ({failed.Reason}): {LogExcerpt.Shorten(failed.Message)}",
        _ => $"{failed.Reason}: {LogExcerpt.Shorten(failed.Message)}",
    };

    private static IEnumerable<Remedy> Remedies(Job job, Condition failed)
    {
        yield return new Remedy("see what its pods left", $"kubectl logs -n {job.Ref.Namespace} job/{job.Ref.Name} --all-containers --tail=50", null, IsDisruptive: false);
        yield return failed.Reason == "DeadlineExceeded"
            ? new Remedy("give it more time (activeDeadlineSeconds), or find what takes it; then run it again: a failed Job does not start again", null, null, IsDisruptive: false)
            : new Remedy("once the cause is repaired, run it again: a failed Job does not start again",
                null, null, IsDisruptive: false);
    }
}
