using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A container is killed at the end of its grace period: it ignores SIGTERM, or its preStop hook takes all of it.</summary>
internal sealed class GracePeriodExceededRule : WorkloadRule
{
    private const int Killed = 137;

    public override string Slug => "grace-period-exceeded";

    public override Depth Depth => Depth.Symptom;

    public override IReadOnlyList<string> Kinds => ["Pod", "Event"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => ContainerFailures.LogsOf(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Pod pod in workload.Pods)
        {
            foreach (ContainerStatus status in pod.AllStatuses)
            {
                if (status.Death is not { ExitCode: Killed, Reason: "Error" } death || pod.Reason.Length > 0
                    || pod.Spec.Find(status.Name) is not { } container || Ended(pod, status, death, context) is not { } ended)
                {
                    continue;
                }

                string? hook = HookTime(container, pod.Spec.GracePeriod);
                string why = hook ?? (SaysIgnored(pod, status, context) ? "its log says that it ignores SIGTERM" : "it does not end on SIGTERM");
                context.Report(new Finding(
                    Slug, workload.Ref,
                    $"container {status.Name} is killed with SIGKILL (exit code 137) after its grace period of {pod.Spec.GracePeriod} s: {why}")
                {
                    Container = status.Name,
                    Severity = Severity.Warning,
                    Confidence = Confidence.Likely,
                    Since = death.Finished,
                    Evidence =
                    [
                        new Evidence(pod.Ref, status.DeathPath, $"exitCode 137, reason Error", death.Finished),
                        new Evidence(pod.Ref, $"event {ended.Reason} ×{ended.Count}", LogExcerpt.Shorten(ended.Message), ended.Last),
                        new Evidence(pod.Ref, "spec.terminationGracePeriodSeconds", $"{pod.Spec.GracePeriod}", null),
                    ],
                    Remedies =
                    [
                        hook is null
                            ? new Remedy("handle SIGTERM in the program; a shell as first process must exec it, or the signal does not arrive", null, null, IsDisruptive: true)
                            : new Remedy("make terminationGracePeriodSeconds longer than the preStop hook and the program's own shutdown together", null, null, IsDisruptive: true),
                    ],
                });
                return;
            }
        }
    }

    /// <summary>The kubelet asked it to end: only then is SIGKILL the end of a grace period, and not of something else.</summary>
    private static KubeEvent? Ended(Pod pod, ContainerStatus status, ContainerTermination death, RuleContext context) =>
        context.Events(pod.Ref).LastOrDefault(seen => seen.Container == status.Name
            && (seen.Reason == "ExceededGracePeriod"
                || (seen.Reason == "Killing" && seen.Count * 2 >= status.Restarts && seen.First <= death.Finished
                    && death.Duration >= TimeSpan.FromSeconds(pod.Spec.GracePeriod))));

    private static string? HookTime(Container container, int grace) => container.PreStop switch
    {
        { SleepSeconds: var sleep } when sleep >= grace => $"its preStop hook sleeps {sleep} s",
        { Command: var command } when ShellScript.SleepIn(command) >= grace => $"its preStop hook sleeps {ShellScript.SleepIn(command)} s",
        _ => null,
    };

    private static bool SaysIgnored(Pod pod, ContainerStatus status, RuleContext context) =>
        (context.Log(pod.Ref, status.Name) ?? []).Concat(context.Log(pod.Ref, status.Name, previous: true) ?? [])
            .Any(line => line.Contains("SIGTERM", StringComparison.Ordinal) && line.Contains("ignor", StringComparison.OrdinalIgnoreCase));
}
