using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A CronJob does not run when it should: suspended, held up by its last run, too late too often, or never due.</summary>
internal sealed class CronjobBrokenRule : ObjectRule<CronJob>
{
    // The controller looks every 10 s at the latest; one run that is skipped is no trouble yet.
    private const int FewMissed = 2, MostCounted = 100;
    private const int ShortestDeadline = 10;

    public override string Slug => "cronjob-broken";

    public override Depth Depth => Depth.Symptom;

    public override IReadOnlyList<string> Kinds => ["CronJob", "Job", "Pod", "Event"];

    public override void Evaluate(CronJob subject, RuleContext context)
    {
        if (subject.Meta.Deleted is not null)
            return;
        CronSchedule? schedule = CronSchedule.Parse(subject.Schedule);
        if (Invalid(subject, schedule, context) is { } invalid)
            Report(subject, invalid.Title, invalid.Severity, Confidence.Certain, subject.Meta.Created, invalid.Evidence, invalid.Remedy, context);
        else if (subject.IsSuspended)
            CheckSuspended(subject, schedule, context);
        else if (!CheckHeldUp(subject, schedule, context))
            CheckMissed(subject, schedule, context);
    }

    private static (string Title, Severity Severity, Evidence Evidence, Remedy Remedy)? Invalid(CronJob cron, CronSchedule? schedule, RuleContext context)
    {
        KubeEvent? zone = context.Events(cron.Ref).LastOrDefault(seen => seen.Reason == "UnknownTimeZone");
        if (cron.TimeZone.Length > 0 && (zone is not null || !IsZone(cron.TimeZone)))
        {
            return ($"its time zone {cron.TimeZone} is not known, so that it never runs", Severity.Error,
                zone is null ? new Evidence(cron.Ref, "spec.timeZone", cron.TimeZone, null) : new Evidence(cron.Ref, $"event UnknownTimeZone ×{zone.Count}", zone.Message, zone.Last),
                Set(cron, "name a zone of the IANA database", "\"timeZone\":\"Etc/UTC\""));
        }

        // A zone inside the schedule is an old way that newer API servers refuse.
        string plain = cron.Schedule.Contains("TZ=", StringComparison.Ordinal) ? cron.Schedule[(cron.Schedule.IndexOf(' ') + 1)..] : cron.Schedule;
        bool isEvery = plain.StartsWith("@every ", StringComparison.Ordinal);
        KubeEvent? unread = context.Events(cron.Ref).LastOrDefault(seen => seen.Reason is "UnparseableSchedule" or "InvalidSchedule");
        if (unread is not null || (!isEvery && CronSchedule.Parse(plain) is null))
        {
            return ($"its schedule '{cron.Schedule}' is none, so that it never runs", Severity.Error,
                unread is null ? new Evidence(cron.Ref, "spec.schedule", cron.Schedule, null) : new Evidence(cron.Ref, $"event {unread.Reason} ×{unread.Count}", unread.Message, unread.Last),
                Set(cron, "write five fields: minute, hour, day of month, month, day of week", "\"schedule\":\"0 3 * * *\""));
        }

        if (schedule is not null && schedule.Next(context.Now) is null)
        {
            return ($"its schedule '{cron.Schedule}' is never due: there is no such day", Severity.Error, new Evidence(cron.Ref, "spec.schedule", cron.Schedule, null),
                Set(cron, "name a day that exists", "\"schedule\":\"0 3 * * *\""));
        }

        return cron.StartingDeadline is < ShortestDeadline
            ? ($"its startingDeadlineSeconds of {cron.StartingDeadline} is shorter than the 10 s in which the controller looks, so that runs are missed", Severity.Warning,
                new Evidence(cron.Ref, "spec.startingDeadlineSeconds", $"{cron.StartingDeadline}", null),
                Set(cron, "give it some minutes", "\"startingDeadlineSeconds\":200"))
            : null;
    }

    private void CheckSuspended(CronJob cron, CronSchedule? schedule, RuleContext context)
    {
        // One that never ran is off by design; one that ran, and was due since, is missed by somebody perhaps.
        int missed = cron.LastScheduled is { } last && schedule is not null ? schedule.Count(last, context.Now, MostCounted) : 0;
        string since = missed > 0 ? $" and has missed {Times(missed)} since its last run" : "";
        Report(cron, $"is suspended{since}: it does not run until somebody resumes it", missed > 0 ? Severity.Warning : Severity.Info, Confidence.Possible, cron.LastScheduled,
            new Evidence(cron.Ref, "spec.suspend", "true", null),
            new Remedy("resume it, if it is to run", $"kubectl patch cronjob -n {cron.Ref.Namespace} {cron.Ref.Name} -p '{{\"spec\":{{\"suspend\":false}}}}'", null, IsDisruptive: false), context);
    }

    /// <summary>With Forbid nothing starts while the last run goes on.</summary>
    private bool CheckHeldUp(CronJob cron, CronSchedule? schedule, RuleContext context)
    {
        if (cron.ConcurrencyPolicy != "Forbid")
            return false;
        Job? active = cron.Active.Select(name => context.Find<Job>("Job", cron.Ref.Namespace, name)).OfType<Job>()
            .Where(job => !job.IsComplete && !job.IsFailed).MinBy(job => job.Started ?? job.Meta.Created);
        if (active is null || (active.Started ?? active.Meta.Created) is not { } started)
            return false;
        KubeEvent? skipped = context.Events(cron.Ref).LastOrDefault(seen => seen.Reason == "JobAlreadyActive" && seen.Last > started);
        int missed = Math.Max(schedule?.Count(started, context.Now, MostCounted) ?? 0, skipped?.Count ?? 0);
        if (missed < FewMissed)
            return false;
        Report(cron, $"its run {active.Ref.Name} has gone on for {Durations.Words(context.Now - started)}, and concurrencyPolicy is Forbid, so that {Times(missed)} {(missed == 1 ? "was" : "were")} skipped",
            Severity.Error, Confidence.Likely, started,
            skipped is null ? new Evidence(active.Ref, "status.active", $"{active.Active}", started) : new Evidence(cron.Ref, $"event JobAlreadyActive ×{skipped.Count}", skipped.Message, skipped.Last),
            new Remedy("see what the run waits for, and end it if it hangs; the next one is then started", $"kubectl delete job -n {cron.Ref.Namespace} {active.Ref.Name}", null, IsDisruptive: true),
            context, [active.Ref]);
        return true;
    }

    private void CheckMissed(CronJob cron, CronSchedule? schedule, RuleContext context)
    {
        KubeEvent? late = context.Events(cron.Ref).LastOrDefault(seen => seen.Reason is "TooManyMissedTimes" or "FailedNeedsStart" or "MissSchedule");
        bool isOver = late is not null && cron.LastScheduled > late.Last;
        DateTimeOffset? from = cron.LastScheduled ?? cron.Meta.Created;
        int missed = schedule is not null && from is { } since && cron.TimeZone.Length == 0 ? schedule.Count(since, context.Now - TimeSpan.FromMinutes(1), MostCounted) : 0;
        if ((late is null || isOver) && missed < FewMissed + 1)
            return;
        bool isTooMany = missed >= MostCounted || late is { Reason: "TooManyMissedTimes" or "FailedNeedsStart" };
        string why = isTooMany
            ? "more than 100 starts were missed, and without startingDeadlineSeconds the controller then gives up"
            : late is { Reason: "MissSchedule" } ? $"a start came later than startingDeadlineSeconds ({cron.StartingDeadline}) allows" : $"{Times(missed)} {(missed == 1 ? "was" : "were")} missed";
        Report(cron, $"{why}{(cron.LastScheduled is { } last ? $"; it last started {Durations.Words(context.Now - last)} ago" : "; it has never started")}",
            Severity.Error, late is not null && !isOver ? Confidence.Certain : Confidence.Likely, cron.LastScheduled ?? cron.Meta.Created,
            late is not null && !isOver ? new Evidence(cron.Ref, $"event {late.Reason} ×{late.Count}", LogExcerpt.Shorten(late.Message), late.Last)
                : new Evidence(cron.Ref, "status.lastScheduleTime", cron.LastScheduled is null ? "none" : $"due {Times(missed)} since", cron.LastScheduled),
            isTooMany
                ? Set(cron, "let the controller count only what it missed lately", "\"startingDeadlineSeconds\":200")
                : new Remedy("look at kube-controller-manager, which starts the runs", "kubectl get pods -n kube-system -l component=kube-controller-manager", null, IsDisruptive: false),
            context);
    }

    private void Report(
        CronJob cron, string title, Severity severity, Confidence confidence, DateTimeOffset? since, Evidence evidence, Remedy remedy, RuleContext context,
        IReadOnlyList<ObjectRef>? blames = null) => context.Report(new Finding(Slug, cron.Ref, title)
        {
            Severity = severity,
            Confidence = confidence,
            Since = since,
            Evidence = [evidence, new Evidence(cron.Ref, "spec", $"schedule {cron.Schedule}, concurrencyPolicy {cron.ConcurrencyPolicy}, suspend {(cron.IsSuspended ? "true" : "false")}", null)],
            Blames = blames ?? [],
            Remedies = [remedy],
        });

    private static Remedy Set(CronJob cron, string text, string field) =>
        new(text, $"kubectl patch cronjob -n {cron.Ref.Namespace} {cron.Ref.Name} --type=merge -p '{{\"spec\":{{{field}}}}}'", null, IsDisruptive: false);

    private static string Times(int count) => count == 1 ? "1 run" : count >= MostCounted ? $"{MostCounted} runs or more" : $"{count} runs";

    /// <summary>Whether a time zone exists; true as well when this machine knows no zones to compare with.</summary>
    private static bool IsZone(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) || !TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _);
}
