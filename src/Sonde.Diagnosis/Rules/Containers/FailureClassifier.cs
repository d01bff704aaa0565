using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>Tells the one cause of a container's end.</summary>
internal static partial class FailureClassifier
{
    /// <summary>The longest back-off is 5 minutes (kubelet MaxContainerBackOff); events are limited to about one in 5 minutes.</summary>
    public static readonly TimeSpan Rhythm = TimeSpan.FromMinutes(15);

    /// <summary>How long after a kernel's OOM kill the kubelet's event about it may come.</summary>
    private static readonly TimeSpan NodeOomWindow = TimeSpan.FromSeconds(30);

    public static FailureCause Classify(
        Pod pod, Container container, ContainerStatus status, LogExcerpt log, RuleContext context, List<Evidence> proof)
    {
        ContainerTermination death = status.Death!;
        if (death.Reason == "OOMKilled")
            return OfMemory(pod, container, death, context, proof);
        if (death.Reason is "StartError" or "ContainerCannotRun" or ContainerFailures.NeverRan)
            return OfStart(death.Message.Length > 0 ? death.Message : status.State.WaitingMessage);
        if (EndedByKubelet(pod, container, status, context, proof) is { } ended)
            return ended;
        FailureCause cause = OfEnd(pod, container, death, log, context, proof);
        if (cause is FailureCause.Completes or FailureCause.KilledFromOutside or FailureCause.Crash
            && ProbeKill.Behind(pod, container, status, context) is { } kill)
        {
            proof.Add(kill.Proof);
            return FailureCause.KilledByProbe;
        }

        return cause;
    }

    private static FailureCause OfEnd(
        Pod pod, Container container, ContainerTermination death, LogExcerpt log, RuleContext context, List<Evidence> proof)
    {
        int signal = death.Signal != 0 ? death.Signal : ExitCodes.SignalOf(death.ExitCode);
        if (signal == ExitCodes.Kill)
            return OfKill(pod, container, death, log, context, proof);
        if (log.All.TakeLast(5).Any(line => line.Contains("exec format error", StringComparison.OrdinalIgnoreCase)
            || line.Contains("cannot execute binary file", StringComparison.OrdinalIgnoreCase)))
        {
            return FailureCause.WrongPlatform;
        }

        return death.ExitCode switch
        {
            _ when ExecFailure.Of(log) is { } failed => failed.Cause,
            0 => FailureCause.Completes,
            126 => FailureCause.CommandNotExecutable,
            127 => FailureCause.CommandNotFound,
            _ when signal == ExitCodes.Term => FailureCause.KilledFromOutside,
            _ when signal > 0 => FailureCause.Signal,
            _ => FailureCause.Crash,
        };
    }

    /// <summary>The runtime could not start it: its message says why.</summary>
    public static FailureCause OfStart(string message) =>
        SecurityProfileMissingRule.ProfileIn(message) is not null ? FailureCause.SecurityProfile
        : message.Contains("memory limit too low", StringComparison.OrdinalIgnoreCase) ? FailureCause.MemoryLimitTooSmall
        : message.Contains("exec format error", StringComparison.OrdinalIgnoreCase) ? FailureCause.WrongPlatform
        : message.Contains("permission denied", StringComparison.OrdinalIgnoreCase)
            || message.Contains("is a directory", StringComparison.OrdinalIgnoreCase) ? FailureCause.CommandNotExecutable
        : message.Contains("no such file or directory", StringComparison.OrdinalIgnoreCase) && !Mount().IsMatch(message)
            || message.Contains("executable file not found", StringComparison.OrdinalIgnoreCase)
            || message.Contains("no command specified", StringComparison.OrdinalIgnoreCase) ? FailureCause.CommandNotFound
        : FailureCause.StartFailed;

    private static FailureCause OfMemory(
        Pod pod, Container container, ContainerTermination death, RuleContext context, List<Evidence> proof)
    {
        bool hasLimit = container.Resources.Limits.ContainsKey("memory");
        if (NodeOom(pod, death, context) is { } seen)
        {
            proof.Add(seen);
            return FailureCause.NodeMemory;
        }

        // Without a limit of its own only the node (or a group of pods) can have run out.
        if (!hasLimit)
            return FailureCause.NodeMemory;
        return death.ExitCode is 137 or 0 ? FailureCause.OwnMemoryLimit : FailureCause.ChildMemory;
    }

    private static FailureCause OfKill(
        Pod pod, Container container, ContainerTermination death, LogExcerpt log, RuleContext context, List<Evidence> proof)
    {
        if (NodeOom(pod, death, context) is { } seen)
        {
            proof.Add(seen);
            return FailureCause.NodeMemory;
        }

        // A shell returns 137 when its last command was killed: the kernel took a child, not the container's first process.
        bool saysKilled = log.All.TakeLast(5).Any(line => ChildKilled.IsAbout(line));
        return saysKilled && container.Resources.Limits.ContainsKey("memory") ? FailureCause.ChildMemory : FailureCause.KilledFromOutside;
    }

    /// <summary>The kubelet ended the container, and said why.</summary>
    private static FailureCause? EndedByKubelet(
        Pod pod, Container container, ContainerStatus status, RuleContext context, List<Evidence> proof)
    {
        IReadOnlyList<KubeEvent> events = context.Events(pod.Ref);
        for (int i = events.Count - 1; i >= 0; i--)
        {
            KubeEvent seen = events[i];
            if (seen.Container != container.Name || !IsAboutThisRhythm(seen, status))
                continue;
            if (seen.Reason == "FailedPostStartHook")
            {
                proof.Add(Event(seen));
                return FailureCause.HookFailed;
            }

            // "Container app failed liveness probe, will be restarted"
            if (seen.Reason == "Killing" && (ProbeKill.IsAbout(seen, "liveness") || ProbeKill.IsAbout(seen, "startup")))
            {
                proof.Add(Event(seen));
                return FailureCause.KilledByProbe;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether an event speaks of the failures that go on. The kubelet stops repeating events after a while, so that the last
    /// one may be some restarts old; but one restart in ten must not explain the other nine.
    /// </summary>
    private static bool IsAboutThisRhythm(KubeEvent seen, ContainerStatus status)
    {
        ContainerTermination death = status.Death!;
        if (seen.Last >= death.Started && seen.Last <= death.Finished + TimeSpan.FromSeconds(5))
            return true;
        return seen.Count * 2 >= status.Restarts && seen.Last + Rhythm > death.Started;
    }

    private static Evidence? NodeOom(Pod pod, ContainerTermination death, RuleContext context)
    {
        if (death.Finished is not { } end || pod.Spec.NodeName.Length == 0)
            return null;
        foreach (KubeEvent seen in context.Events(new ObjectRef("Node", "", pod.Spec.NodeName)))
        {
            // kubelet: SystemOOM "System OOM encountered, victim process: …"; only the kernel's choice for want of the whole machine.
            if (seen.Reason == "SystemOOM" && seen.First - NodeOomWindow <= end && end <= seen.Last + NodeOomWindow)
                return new Evidence(seen.About, "event SystemOOM", LogExcerpt.Shorten(seen.Message), seen.Last);
        }

        return null;
    }

    private static Evidence Event(KubeEvent seen) =>
        new(seen.About, $"event {seen.Reason} ×{seen.Count}", LogExcerpt.Shorten(seen.Message), seen.Last);

    [GeneratedRegex("error (while )?mounting|failed to mount|mount destination", RegexOptions.IgnoreCase)]
    private static partial Regex Mount();
}
