using System.Globalization;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Inspection;
using Sonde.Places.Pods;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Inspecting;

/// <summary>The part of the screen that only the cluster knows: restarts, how the last run ended, and whether the next end can be graceful.</summary>
internal static class PodLifecycle
{
    /// <summary>Makes the section.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">Its container.</param>
    /// <param name="sigterm">The line about SIGTERM of the container itself; null when it was not seen.</param>
    public static SectionReport Section(Pod pod, PodContainer container, InspectionLine? sigterm)
    {
        List<InspectionLine> lines = [];
        if (!container.IsRunning)
            lines.Add(NotRunning(container));
        else if (!container.IsReady)
            lines.Add(NotReady(pod));
        lines.Add(Restarts(container));
        if (container.LastExit is { } exit)
            lines.Add(Ended("last exit", exit, container.Restarts));
        lines.Add(Shutdown(pod, container, sigterm));
        return new SectionReport($"Pod {pod}, container {container.Name}", lines, []);
    }

    private static InspectionLine NotRunning(PodContainer container) => container.Exit is { } exit
        ? Ended("ended", exit, container.Restarts) with { Judgement = exit.Code == 0 ? Judgement.Ok : Judgement.Bad }
        : new InspectionLine
        {
            Name = "state",
            Text = $"does not run{(container.Trouble.Length > 0 ? $": {container.Trouble}" : "")}",
            Judgement = Judgement.Bad,
            Reason = "only what the cluster knows can be shown; 'sonde diagnose' tells why",
            Answer = container.LastExit is { } last
                ? $"Does not run ({container.Trouble}): the last run ended with {ExitWords.Describe(last.Code, last.Reason)}"
                : $"Does not run ({container.Trouble})",
            Weight = 96,
        };

    private static InspectionLine NotReady(Pod pod) => new()
    {
        Name = "state",
        Text = "runs, but is not ready",
        Judgement = Judgement.Bad,
        Reason = $"Services send it no requests until its probes pass; 'sonde diagnose pod/{pod.Name} -n {pod.Namespace}' tells which fails",
        Answer = "Not ready: Services send it no requests",
        Weight = 35,
    };

    private static InspectionLine Restarts(PodContainer container) => new()
    {
        Name = "restarts",
        Span = LineSpan.Lifetime,
        Text = container.Restarts == 0 ? "none" : ValueText.Count(container.Restarts),
        Judgement = container.Restarts == 0 ? Judgement.Ok : Judgement.Warn,
        Measures = [new("restarts", container.Restarts, "count")],
    };

    private static InspectionLine Ended(string name, ContainerExit exit, long restarts)
    {
        bool memory = exit.Reason == ExitWords.OutOfMemory;
        string ran = exit is { Started: { } start, Finished: { } end } ? $" after {DurationOf(end - start)}" : "";
        string when = exit.Finished is { } finished ? $", {finished.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC{ran}" : "";
        string message = exit.Message.Length > 0 ? $": {TextFit.Printable(exit.Message)}" : "";
        return new InspectionLine
        {
            Name = name,
            Span = LineSpan.Lifetime,
            Text = $"{ExitWords.Describe(exit.Code, exit.Reason)}{when}{message}",
            Judgement = memory ? Judgement.Bad : exit.Code == 0 ? Judgement.Ok : Judgement.Warn,
            Reason = ExitWords.Cause(exit.Code, exit.Reason),
            Measures = [new("exitCode", exit.Code, "count")],
            Answer = memory
                ? $"Killed for memory: the last run reached its limit{(restarts > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({restarts} restarts)") : "")}"
                : $"The last run ended with {ExitWords.Describe(exit.Code, exit.Reason)}",
            Weight = memory ? 92 : 54,
        };
    }

    private static InspectionLine Shutdown(Pod pod, PodContainer container, InspectionLine? sigterm)
    {
        string grace = $"grace period {Seconds(pod.GraceSeconds)}";
        string hook = container.PreStop.Length > 0 ? $"preStop {TextFit.Printable(container.PreStop)}" : "no preStop hook";
        bool? handles = sigterm is null ? null : sigterm.Measures.Any(measure => measure is { Name: "handled", Value: > 0 });
        bool ends = sigterm?.Judgement != Judgement.Bad;
        long waits = container.PreStopSleepSeconds ?? ShellScript.SleepIn(container.PreStopCommand);
        (Judgement judgement, string verdict) = pod.GraceSeconds == 0 ? (Judgement.Bad, "it is killed at once: nothing can be finished")
            : waits >= pod.GraceSeconds
            ? (Judgement.Bad, $"the hook sleeps {Seconds(waits)} of {Seconds(pod.GraceSeconds)}: there is no time left for SIGTERM")
            : handles switch
            {
                null => (Judgement.Ok, "whether it handles SIGTERM was not seen"),
                true => (Judgement.Ok, $"SIGTERM is handled: it has {Seconds(pod.GraceSeconds - waits)} to end gracefully{(waits > 0 ? " after the hook" : "")}"),
                false when ends => (Judgement.Warn, "SIGTERM ends it at once: requests in progress are cut off"),
                false => (Judgement.Bad, $"SIGTERM does nothing: each deletion and each rollout waits {Seconds(pod.GraceSeconds)} and then kills it"),
            };
        return new InspectionLine
        {
            Name = "shutdown",
            Text = $"{grace}, {hook}",
            Judgement = judgement,
            Reason = verdict,
            Measures = [new("gracePeriod", pod.GraceSeconds, "seconds")],
            Answer = $"No graceful shutdown: {verdict}",
            Weight = 11,
        };
    }

    private static string Seconds(long seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds} s");

    private static string DurationOf(TimeSpan time) => time switch
    {
        { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.0} h"),
    };
}
