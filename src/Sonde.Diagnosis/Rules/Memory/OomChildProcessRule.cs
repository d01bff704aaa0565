using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// A child process exceeds the container's memory limit and is killed, while the main process lives on or ends with a code
/// of its own.
/// </summary>
internal sealed class OomChildProcessRule : WorkloadRule
{
    // One killed child may be somebody's kill -9; a row of them is the kernel.
    private const int FewestKills = 2;
    private const int MostPods = 2;

    public override string Slug => "oom-child-process";

    public override IReadOnlyList<string> Kinds => ["Pod", "Event", "Node"];

    /// <summary>
    /// The log is the only trace of a child that died under a living parent. Pods of a workload that are well are alike: two of
    /// them stand for all.
    /// </summary>
    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => workload.Pods
        .Where(pod => !pod.IsDone)
        .OrderBy(pod => pod.IsReady)
        .Take(MostPods)
        .SelectMany(pod => pod.ContainerStatuses, (pod, status) => (Pod: pod, Status: status))
        .Where(one => one.Status.State.RunningSince is not null && HasLimit(one.Pod, one.Status.Name))
        .Select(one => new LogRequest(one.Pod.Ref, one.Status.Name, false));

    public override void Evaluate(Workload workload, RuleContext context)
    {
        var failed = new HashSet<string>();
        foreach (ContainerFailure failure in ContainerFailures.Of(workload, context))
        {
            failed.Add(failure.Container.Name);
            if (failure.Cause == FailureCause.ChildMemory)
                ReportFailure(failure, context);
        }

        foreach (Pod pod in workload.Pods.Where(pod => !pod.IsDone && pod.Meta.Deleted is null))
        {
            foreach (ContainerStatus status in pod.ContainerStatuses)
            {
                if (status.State.RunningSince is not null && !failed.Contains(status.Name) && HasLimit(pod, status.Name)
                    && ReportLiving(workload, pod, status, context))
                {
                    failed.Add(status.Name);
                }
            }
        }
    }

    private void ReportFailure(ContainerFailure failure, RuleContext context)
    {
        Quantity limit = failure.Container.Resources.Limits["memory"];
        bool apiSays = failure.Death.Reason == "OOMKilled";
        context.Report(failure.ToFinding(
            Slug,
            $"a child process of {failure.Named} exceeds the memory limit of {limit} and is OOM-killed; the main process ends with exit code {failure.Death.ExitCode} because of it{failure.Repetition}")
        with
        {
            Confidence = apiSays ? Confidence.Certain : Confidence.Likely,
            Evidence = [failure.Evidence[0], Limit(failure.Pod, failure.Container), .. failure.Evidence.Skip(1)],
            Remedies = MemoryRemedies.Of(failure, limit, null),
        });
    }

    private bool ReportLiving(Workload workload, Pod pod, ContainerStatus status, RuleContext context)
    {
        if (context.Log(pod.Ref, status.Name) is not { } lines)
            return false;
        string[] kills = [.. lines.Where(ChildKilled.IsAbout)];
        if (kills.Length < FewestKills)
            return false;
        Container container = pod.Spec.Find(status.Name)!;
        Quantity limit = container.Resources.Limits["memory"];
        string[] telling = [.. kills.Where(line => line.Trim().Length > "Killed".Length).DefaultIfEmpty(kills[^1]).TakeLast(2).Select(LogExcerpt.Shorten)];
        context.Report(new Finding(
            Slug, workload.Ref,
            $"child processes of container {container.Name} are killed with signal 9, {kills.Length} times in the last {lines.Count} lines of its log, while the main process lives on: they exceed the memory limit of {limit}")
        {
            Container = container.Name,
            Confidence = Confidence.Likely,
            Since = null,
            Evidence = [.. telling.Select(line => new Evidence(pod.Ref, $"log {container.Name}", line, null)), Limit(pod, container)],
            Remedies =
            [
                PodChange.OfContainer(
                    workload, pod, container,
                    $"raise the limit to {Quantity.FormatBytes(limit.Value * 2)}, or run fewer workers at a time",
                    $"resources: {{limits: {{memory: {Quantity.FormatBytes(limit.Value * 2)}}}}}"),
            ],
        });
        return true;
    }

    private static Evidence Limit(Pod pod, Container container) =>
        new(pod.Ref, $"spec.containers[{container.Name}].resources.limits.memory", container.Resources.Limits["memory"].Text, null);

    private static bool HasLimit(Pod pod, string container) => pod.Spec.Find(container)?.Resources.Limits.ContainsKey("memory") == true;
}
