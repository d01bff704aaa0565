using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// Finds the containers of a workload that do not stay up. One that failed and recovered is none of them: what counts is
/// the state now, and a rhythm of restarts that goes on.
/// </summary>
internal static class ContainerFailures
{
    // A container that is up between two failures counts when restarts are many, and the last one is not long ago.
    private const int ManyRestarts = 3;
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    /// <summary>Reason of an end that no object tells: the container has not been started even once.</summary>
    public const string NeverRan = "NeverStarted";

    /// <summary>One failure for each container of a workload that fails.</summary>
    public static IEnumerable<ContainerFailure> Of(Workload workload, RuleContext context)
    {
        Dictionary<string, (Pod Pod, ContainerStatus Status, int Pods)>? failing = null;
        foreach (Pod pod in workload.Pods)
        {
            if (!Counts(pod, workload, context))
                continue;
            foreach (ContainerStatus told in pod.AllStatuses)
            {
                ContainerStatus status = WithEnd(told);
                if (!Fails(pod, status, context) || pod.Spec.Find(status.Name) is null)
                    continue;
                failing ??= [];
                if (!failing.TryGetValue(status.Name, out var seen))
                    failing[status.Name] = (pod, status, 1);
                else
                    failing[status.Name] = IsNewer(status, seen.Status) ? (pod, status, seen.Pods + 1) : seen with { Pods = seen.Pods + 1 };
            }
        }

        if (failing is null)
            yield break;
        foreach ((Pod pod, ContainerStatus status, int pods) in failing.Values)
            yield return Judge(workload, pod, status, context) with { Pods = pods };
    }

    /// <summary>Logs of the containers that fail.</summary>
    public static IEnumerable<LogRequest> LogsOf(Workload workload)
    {
        foreach (Pod pod in workload.Pods)
        {
            foreach (ContainerStatus status in pod.AllStatuses)
            {
                if (status.Death is null || pod.IsReady && status.Restarts < ManyRestarts)
                    continue;
                yield return new LogRequest(pod.Ref, status.Name, false);
                if (status.Restarts > 0)
                    yield return new LogRequest(pod.Ref, status.Name, true);
            }
        }
    }

    /// <summary>Pods that still matter: not those that are being replaced, or whose Job got on without them.</summary>
    private static bool Counts(Pod pod, Workload workload, RuleContext context)
    {
        // An evicted or preempted pod's containers were killed for a reason that is not theirs.
        if (pod.Meta.Deleted is not null || pod.Phase == "Succeeded" || pod.Reason.Length > 0)
            return false;
        if (pod.Phase != "Failed")
            return true;
        if (pod.ConditionOf("DisruptionTarget") is { IsTrue: true })
            return false;
        if (!workload.IsBatch)
            return workload.Ref.Kind == "Pod";
        Job? job = workload.Top as Job
            ?? workload.Parts.OfType<Job>().FirstOrDefault(part => pod.Meta.Owners.Any(owner => owner.Owner == part.Ref));
        if (job is { IsComplete: true })
            return false;
        // Of a CronJob only the newest run that ended counts: an older failure is history.
        return workload.Top is not CronJob || job is null || !workload.Parts.OfType<Job>()
            .Any(other => other.IsComplete && other.Meta.Created > job.Meta.Created && context.Now >= other.Meta.Created);
    }

    /// <summary>A container that cannot even be created has no end to look at: its waiting state tells the same.</summary>
    private static ContainerStatus WithEnd(ContainerStatus status) =>
        status is { Death: null, State: { WaitingReason: "CreateContainerError" or "RunContainerError", WaitingMessage: var message } }
            ? status with { LastTermination = new ContainerTermination(128, 0, NeverRan, message, null, null) }
            : status;

    // The time is asked for last: whoever has read it is looked at again whenever it goes on.
    private static bool Fails(Pod pod, ContainerStatus status, RuleContext context)
    {
        if (status.Death is not { } death)
            return false;
        bool runsForever = pod.Spec.RestartPolicy == "Always" || pod.Spec.Find(status.Name) is { IsSidecar: true };
        bool isInit = pod.InitStatuses.Any(init => init.Name == status.Name);
        if (death.ExitCode == 0 && (!runsForever || (isInit && pod.Spec.Find(status.Name) is { IsSidecar: false })))
            return false;
        if (status.State.RunningSince is { } since)
        {
            DateTimeOffset last = death.Finished ?? since;
            // An init container that is running again after failures has not got over them yet.
            return status.Restarts >= ManyRestarts && context.Now - last < Recently && context.Now - since < Recently
                && (!status.IsReady || context.Now - since < Longest(death, TimeSpan.FromMinutes(10)));
        }

        return status.State.Terminated is not null || status.State.WaitingReason is not null;
    }

    private static TimeSpan Longest(ContainerTermination death, TimeSpan least) =>
        death.Duration is { } ran && ran * 2 > least ? ran * 2 : least;

    private static bool IsNewer(ContainerStatus one, ContainerStatus other) =>
        (one.Death?.Finished ?? DateTimeOffset.MinValue) > (other.Death?.Finished ?? DateTimeOffset.MinValue);

    /// <summary>The cause of a container's last end; null when it does not fail.</summary>
    public static FailureCause? CauseOf(Workload workload, Pod pod, ContainerStatus status, RuleContext context) =>
        Counts(pod, workload, context) && Fails(pod, status, context) ? Judge(workload, pod, status, context).Cause : null;

    private static ContainerFailure Judge(Workload workload, Pod pod, ContainerStatus status, RuleContext context)
    {
        Container container = pod.Spec.Find(status.Name)!;
        LogExcerpt log = LogExcerpt.Of(pod, status, context);
        var proof = new List<Evidence>();
        FailureCause cause = FailureClassifier.Classify(pod, container, status, log, context, proof);
        return new ContainerFailure(workload, pod, container, status, status.Death!, cause)
        {
            Log = log,
            Proof = proof,
            Since = Began(pod, status, context),
        };
    }

    /// <summary>The first sign of the trouble: the first back-off, else the end that is known.</summary>
    private static DateTimeOffset? Began(Pod pod, ContainerStatus status, RuleContext context)
    {
        DateTimeOffset? first = null;
        foreach (KubeEvent seen in context.Events(pod.Ref))
        {
            if (seen.Container == status.Name && seen.IsWarning && seen.Reason is "BackOff" or "Failed" && (first is null || seen.First < first))
                first = seen.First;
        }

        foreach (ContainerTermination? end in (ContainerTermination?[])[status.LastTermination, status.State.Terminated])
        {
            if (end?.Finished is { } time && (first is null || time < first))
                first = time;
        }

        return first;
    }
}
