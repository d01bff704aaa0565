using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Finds the pods (and Jobs, and claims) that a controller wants to make and the API server does not let it make.</summary>
internal static partial class AdmissionRefusals
{
    // A refused controller tries again after at most 1000 s (workqueue's DefaultControllerRateLimiter); events live for an hour.
    private static readonly TimeSpan Rhythm = TimeSpan.FromHours(1);

    /// <summary>What a rule about refusals reads.</summary>
    public static readonly string[] Kinds =
        ["Pod", "Event", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    /// <summary>Refusals that go on, one for each controller.</summary>
    public static IEnumerable<AdmissionRefusal> Of(Workload workload, RuleContext context)
    {
        foreach (Controller maker in workload.Parts.Append(workload.Top).OfType<Controller>().Distinct())
        {
            if (Missing(maker, workload) is not { } missing)
                continue;
            KubeEvent? seen = context.Events(maker.Ref).LastOrDefault(one => one.Reason == "FailedCreate" && context.Now - one.Last < Rhythm);
            Condition? failure = maker is ReplicaSet ? maker.ConditionOf("ReplicaFailure") is { IsTrue: true } set ? set : null : null;
            string said = seen?.Message ?? failure?.Message ?? "";
            if (said.Length == 0 || (missing == 0 && failure is null && !IsNewest(maker, seen!)))
                continue;
            Evidence evidence = seen is not null
                ? new Evidence(maker.Ref, $"event FailedCreate ×{seen.Count}", LogExcerpt.Shorten(said), seen.Last)
                : new Evidence(maker.Ref, "status.conditions[ReplicaFailure].message", LogExcerpt.Shorten(said), failure!.Since);
            DateTimeOffset? since = context.Events(maker.Ref).FirstOrDefault(one => one.Reason == "FailedCreate")?.First ?? failure?.Since ?? seen?.First;
            yield return new AdmissionRefusal(workload, maker.Ref, Classify(said), Plain(said), evidence, since, missing);
        }
    }

    /// <summary>Who refuses, by the words of the API server's admission plug-ins.</summary>
    public static AdmissionProblem Classify(string message) => message switch
    {
        _ when Has(message, "failed calling webhook") => AdmissionProblem.WebhookUnreachable,
        _ when Has(message, "denied the request") || Has(message, "ValidatingAdmissionPolicy '") => AdmissionProblem.Denied,
        _ when Has(message, "exceeded quota: ") || Has(message, "failed quota: ") => AdmissionProblem.Quota,
        _ when Has(message, "violates PodSecurity ") => AdmissionProblem.PodSecurity,
        _ when Has(message, "error looking up service account ") => AdmissionProblem.ServiceAccount,
        // plugin/pkg/admission/priority: "no PriorityClass with name x was found"; runtimeclass: "pod rejected: RuntimeClass "x" not found"
        _ when Has(message, "no PriorityClass with name ") => AdmissionProblem.PriorityClass,
        _ when Has(message, "pod rejected: RuntimeClass ") => AdmissionProblem.RuntimeClass,
        _ when Bounds().IsMatch(message) => AdmissionProblem.LimitRange,
        _ => AdmissionProblem.Other,
    };

    /// <summary>
    /// How many pods a controller lacks; 0 when it may lack some that its numbers do not tell; null when it lacks none.
    /// </summary>
    private static int? Missing(Controller maker, Workload workload)
    {
        int short_ = maker switch
        {
            ReplicaSet set => set.Replicas - set.Existing,
            StatefulSet set => set.Replicas - workload.Pods.Count(pod => !pod.IsDone),
            DaemonSet set => set.Desired - workload.Pods.Count(pod => !pod.IsDone),
            Job { IsComplete: false, IsFailed: false, IsSuspended: false } job => Math.Min(job.Parallelism, job.Completions ?? int.MaxValue) - job.Active - job.Succeeded,
            CronJob => 0,
            _ => -1,
        };
        return maker is CronJob ? 0 : short_ > 0 ? short_ : maker.ConditionOf("ReplicaFailure") is { IsTrue: true } && maker is ReplicaSet { Replicas: > 0 } ? 0 : null;
    }

    /// <summary>A CronJob that has made a Job since is not refused any more.</summary>
    private static bool IsNewest(Controller maker, KubeEvent seen) => maker is CronJob cron && !(cron.LastScheduled >= seen.Last);

    private static string Plain(string message) => Prefix().Replace(message, "");

    private static bool Has(string message, string words) => message.Contains(words, StringComparison.Ordinal);

    // kubernetes plugin/pkg/admission/limitranger: "maximum memory usage per Container is 512Mi, but limit is 1Gi", "… limit to request ratio …"
    [GeneratedRegex("(maximum|minimum) .+ (usage|storage) .*per (Container|Pod|PersistentVolumeClaim)|(max|min)imum \\S+ usage|limit to request ratio|usage per (Container|Pod|PersistentVolumeClaim)", RegexOptions.ExplicitCapture)]
    private static partial Regex Bounds();

    [GeneratedRegex("""^(\(combined from similar events\): )?(Error creating( job)?: |create (Pod|Claim) .*? failed error: )?((pods|jobs\.batch|persistentvolumeclaims) "[^"]*" is forbidden: )?""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Prefix();
}
