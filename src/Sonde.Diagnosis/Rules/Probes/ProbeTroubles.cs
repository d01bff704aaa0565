using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Finds the probes of a workload that fail now, and tells what each failure means.</summary>
internal static class ProbeTroubles
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>One for each container and kind of probe.</summary>
    public static IEnumerable<ProbeTrouble> Of(Workload workload, RuleContext context)
    {
        var found = new Dictionary<(string, string), ProbeTrouble>();
        void Add(ProbeTrouble trouble) =>
            found[(trouble.Container.Name, trouble.Kind)] = found.TryGetValue((trouble.Container.Name, trouble.Kind), out ProbeTrouble? known)
                ? known with { Pods = known.Pods + 1 } : Judge(trouble, context);

        foreach (Pod pod in workload.Pods)
        {
            if (pod.IsDone || pod.Meta.Deleted is not null || !pod.IsScheduled)
                continue;
            var seen = new HashSet<(string, string)>();
            IReadOnlyList<KubeEvent> events = context.Events(pod.Ref);
            for (int i = events.Count - 1; i >= 0; i--)
            {
                KubeEvent failed = events[i];
                if (failed.Reason is not ("Unhealthy" or "ProbeError") || KindOf(ProbeTrouble.Plain(failed.Message)) is not { Length: > 0 } kind
                    || pod.Spec.Find(failed.Container) is not { } container || ProbeOf(container, kind) is not { } probe
                    || !seen.Add((container.Name, kind)))
                {
                    continue;
                }

                ContainerStatus? status = pod.StatusOf(container.Name);
                KubeEvent? killing = KillingOf(events, container, kind);
                ProbeKill? kill = null;
                if (IsOver(status, kind, failed, killing, context))
                {
                    // The events are old: only where the container still dies in the probe's rhythm do they speak of now.
                    kill = status is null ? null : ProbeKill.Behind(pod, container, status, context);
                    if (kill?.Kind != kind)
                        continue;
                }

                Add(new ProbeTrouble(workload, pod, container, kind, probe, failed) { Status = status, Killing = killing, Kill = kill });
            }

            foreach (ContainerStatus status in pod.AllStatuses)
            {
                if (pod.Spec.Find(status.Name) is { } container && ProbeKill.Behind(pod, container, status, context) is { } kill && seen.Add((container.Name, kill.Kind))
                    && ContainerFailures.CauseOf(workload, pod, status, context) == FailureCause.KilledByProbe)
                {
                    Add(new ProbeTrouble(workload, pod, container, kill.Kind, kill.Probe, null)
                    {
                        Status = status,
                        Killing = KillingOf(events, container, kill.Kind),
                        Kill = kill,
                    });
                }
            }
        }

        return WithoutEchoes(found.Values);
    }

    private static KubeEvent? KillingOf(IReadOnlyList<KubeEvent> events, Container container, string kind) =>
        events.LastOrDefault(one => one.Reason == "Killing" && one.Container == container.Name && ProbeKill.IsAbout(one, kind));

    /// <summary>The logs that tell where a container listens.</summary>
    public static IEnumerable<LogRequest> LogsOf(Workload workload)
    {
        foreach (Pod pod in workload.Pods.Where(pod => !pod.IsReady && !pod.IsDone))
        {
            foreach (ContainerStatus status in pod.ContainerStatuses)
            {
                if (!status.IsReady && (status.State.RunningSince is not null || status.Restarts > 0))
                    yield return new LogRequest(pod.Ref, status.Name, false);
            }
        }
    }

    /// <summary>A readiness probe that asks the same as the liveness probe that kills the container says nothing new.</summary>
    private static IEnumerable<ProbeTrouble> WithoutEchoes(ICollection<ProbeTrouble> all) => all.Where(trouble =>
        trouble.Problem != ProbeProblem.None
        && !(trouble.Kind == "readiness" && all.Any(other => other.Container.Name == trouble.Container.Name && other.Kind != "readiness"
            && other.Problem != ProbeProblem.None)));

    private static ProbeTrouble Judge(ProbeTrouble trouble, RuleContext context)
    {
        // A container that dies by itself does not answer while it is down: the death is the cause.
        if (trouble.IsUnasked)
            return trouble with { Problem = ProbeProblem.PortMismatch };
        bool isDown = trouble.Status is { State.RunningSince: null };
        if (isDown && trouble.Killing is null && trouble.Kill is null)
            return trouble;
        ProbeProblem problem = Classify(trouble, trouble.Said);
        if (problem != ProbeProblem.PortMismatch)
            return trouble with { Problem = problem };

        (int, Findings.Evidence)? elsewhere = ListeningPorts.Elsewhere(trouble, context);
        if (elsewhere is not null)
            return trouble with { Problem = problem, Elsewhere = elsewhere };
        if (trouble.Kind != "readiness")
            return trouble with { Problem = DiesAtStart(trouble) ? ProbeProblem.SlowStart : ProbeProblem.Failing };
        // Refused while it starts is usual; refused for long means that nobody listens there.
        bool isLong = trouble.Status?.State.RunningSince is { } since && context.Now - since > Patience && trouble.Status.Restarts == 0;
        return trouble with { Problem = isLong ? ProbeProblem.PortMismatch : ProbeProblem.None };
    }

    private static ProbeProblem Classify(ProbeTrouble trouble, string message) => trouble.HttpStatus switch
    {
        >= 400 and <= 499 => ProbeProblem.PathWrong,
        > 0 => ProbeProblem.Failing,
        _ when Has(message, "connection refused") => ProbeProblem.PortMismatch,
        _ when trouble.Probe.Port.Name.Length > 0 && ListeningPorts.NumberOf(trouble.Container, trouble.Probe.Port) == 0 => ProbeProblem.PortMismatch,
        _ when Has(message, "Client.Timeout") || Has(message, "deadline exceeded") || Has(message, "i/o timeout") || Has(message, "timed out")
            || Has(message, "timeout: failed to connect") => ProbeProblem.Timeout,
        _ => ProbeProblem.Failing,
    };

    /// <summary>Whether the container is killed about when the probe's budget ends: it has never been up.</summary>
    private static bool DiesAtStart(ProbeTrouble trouble)
    {
        if (trouble.Status?.Death?.Duration is not { } ran)
            return true;
        const int Slack = 15;
        int budget = trouble.Probe.Budget + trouble.Pod.Spec.GracePeriod + Slack;
        if (trouble.Kind == "liveness" && trouble.Container.Startup is { } startup)
            budget += startup.Budget;
        return ran.TotalSeconds <= budget;
    }

    /// <summary>Whether the container has got over it.</summary>
    private static bool IsOver(ContainerStatus? status, string kind, KubeEvent failed, KubeEvent? killing, RuleContext context)
    {
        // A probe that cannot be asked counts neither as passed nor as failed (kubelet prober: Unknown), and nothing is restarted.
        if (failed.Message.Contains("errored and resulted in unknown state", StringComparison.Ordinal) && kind != "readiness")
            return context.Now - failed.Last > FailureClassifier.Rhythm;
        if (kind == "readiness")
            return status is { IsReady: true };
        if (status is { IsReady: true, Restarts: 0 })
            return true;
        // Restarted because of it, and again and again; or it is down because of it now.
        bool isRepeated = killing is not null && (killing.Count >= 2 || status is { IsReady: false });
        return (status is { IsReady: true } && !isRepeated) || context.Now - failed.Last > FailureClassifier.Rhythm
            || (status?.State.RunningSince is { } since && status.IsReady && since > failed.Last && context.Now - since > FailureClassifier.Rhythm);
    }

    private static string KindOf(string message) =>
        message.StartsWith("Readiness probe ", StringComparison.Ordinal) ? "readiness"
        : message.StartsWith("Liveness probe ", StringComparison.Ordinal) ? "liveness"
        : message.StartsWith("Startup probe ", StringComparison.Ordinal) ? "startup" : "";

    private static Probe? ProbeOf(Container container, string kind) => kind switch
    {
        "readiness" => container.Readiness,
        "liveness" => container.Liveness,
        _ => container.Startup,
    };

    private static bool Has(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
