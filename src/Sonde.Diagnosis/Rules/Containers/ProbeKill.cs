using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// The end of a container behind which a failing probe stands, told from its state alone. The kubelet's events tell it better,
/// but their number is limited (25 for an object, then one in 5 minutes) and the API server forgets them after an hour, while
/// the restarts go on.
/// </summary>
/// <param name="Kind"><c>liveness</c> or <c>startup</c>.</param>
/// <param name="Probe">The probe.</param>
/// <param name="Event">The newest event that the probe fails or that the container is killed for it; null when none is left.</param>
/// <param name="Proof">The run's length compared with the probe's times.</param>
internal sealed record ProbeKill(string Kind, Probe Probe, KubeEvent? Event, Evidence Proof)
{
    // How far a run may be off: a probe starts up to a period late, and the runtime takes its time to stop a container.
    private const int Slack = 5;

    /// <summary>The probe behind a container's last end; null when it does not look like one.</summary>
    public static ProbeKill? Behind(Pod pod, Container container, ContainerStatus status, RuleContext context)
    {
        if (status.Death is not { Duration: { } ran, Reason: not "OOMKilled" } death || status.Restarts == 0 || !GoesOn(status, death, context))
            return null;
        foreach ((string kind, Probe? probe) in (ReadOnlySpan<(string, Probe?)>)[("startup", container.Startup), ("liveness", container.Liveness)])
        {
            if (probe is null || !Fits(ran.TotalSeconds, probe, kind, container, pod.Spec.GracePeriod))
                continue;
            KubeEvent? seen = context.Events(pod.Ref).LastOrDefault(one => one.Container == container.Name && IsAbout(one, kind) && one.Reason == "Killing")
                ?? context.Events(pod.Ref).LastOrDefault(one => one.Container == container.Name && IsAbout(one, kind));
            if (!IsAnswerToTerm(death) && seen?.Reason != "Killing")
                continue;
            // A program that ends well by itself is no server; without a word of the probe it is believed, unless nothing is known of any event.
            if (seen is null && death.ExitCode == 0 && context.Events(pod.Ref).Any(one => one.Container == container.Name))
                continue;
            string times = $"{Durations.Words(ran)}; {ProbeText.Full(probe)}, terminationGracePeriodSeconds {pod.Spec.GracePeriod}";
            return new ProbeKill(kind, probe, seen, new Evidence(pod.Ref, $"{status.DeathPath} after startedAt", times, death.Finished));
        }

        return null;
    }

    /// <summary>Whether an event says that a probe of this kind fails, or ends the container.</summary>
    public static bool IsAbout(KubeEvent seen, string kind) =>
        seen.Reason is "Unhealthy" or "ProbeError" or "Killing" && seen.Message.Contains($"{kind} probe", StringComparison.OrdinalIgnoreCase);

    /// <summary>It ended well, or by the signals with which the kubelet ends a container: TERM, then KILL after the grace period.</summary>
    private static bool IsAnswerToTerm(ContainerTermination death) =>
        death.ExitCode is 0 or 128 + ExitCodes.Kill or 128 + ExitCodes.Term || death.Signal is ExitCodes.Kill or ExitCodes.Term;

    /// <summary>It is down, or came back a moment ago.</summary>
    private static bool GoesOn(ContainerStatus status, ContainerTermination death, RuleContext context) =>
        !status.IsReady || context.Now - death.Finished < FailureClassifier.Rhythm;

    private static bool Fits(double seconds, Probe probe, string kind, Container container, long grace)
    {
        // The first probe comes after the delay, the last one that counts failureThreshold - 1 periods later.
        long least = probe.InitialDelay + (long)probe.Period * (probe.FailureThreshold - 1);
        long most = probe.InitialDelay + (long)probe.Period * (probe.FailureThreshold + 1) + probe.Timeout + grace;
        if (kind == "liveness" && container.Startup is { } startup)
            most += startup.InitialDelay + (long)startup.Period * startup.FailureThreshold;
        return seconds >= least - Slack && seconds <= most + Slack;
    }
}
