using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// The logs in which programs complain about others: of one or two pods of a workload, whether they fail or not. What counts
/// is the end of a log: a complaint further up was got over.
/// </summary>
internal static class RunningLogs
{
    private const int MostPods = 2, MostLines = 20;

    /// <summary>The logs to read: one pod that is well is enough, since all run the same program; those that fail are read anyway.</summary>
    public static IEnumerable<LogRequest> Of(Workload workload) => Pods(workload).Take(1)
        .SelectMany(pod => pod.Spec.Containers.Where(container => pod.StatusOf(container.Name) is { } status && (status.State.RunningSince is not null || status.Death is not null))
            .Select(container => new LogRequest(pod.Ref, container.Name, false)));

    /// <summary>The last lines, of the run that goes on or of the one that ended.</summary>
    public static IEnumerable<(Pod Pod, string Container, string Line, string Path)> Lines(Workload workload, RuleContext context)
    {
        foreach (Pod pod in Pods(workload))
        {
            foreach (Container container in pod.Spec.AllContainers)
            {
                if (pod.StatusOf(container.Name) is not { } status)
                    continue;
                LogExcerpt log = Current(pod, status, context);
                foreach (string line in log.All.Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(MostLines))
                    yield return (pod, container.Name, line, log.Path);
            }
        }
    }

    private static LogExcerpt Current(Pod pod, ContainerStatus status, RuleContext context)
    {
        // An init container that ended well complained before that.
        if (status.State.Terminated is { ExitCode: 0 })
            return LogExcerpt.None;
        if (status is { IsReady: true, State.RunningSince: not null } && context.Log(pod.Ref, status.Name) is { } running)
            return new LogExcerpt($"log {status.Name}", false, running, []);
        return LogExcerpt.Of(pod, status, context);
    }

    private static IEnumerable<Pod> Pods(Workload workload)
    {
        // Of a Job only the last try counts, and one that went well has got over what it complained of.
        IEnumerable<Pod> pods = workload.IsBatch ? workload.Pods.OrderByDescending(pod => pod.Meta.Created).Take(1) : workload.Pods;
        return pods.Where(pod => pod.Meta.Deleted is null && pod.Reason.Length == 0 && (pod.Phase is "Running" or "Pending" || (pod.Phase == "Failed" && workload.IsBatch)))
            .OrderBy(pod => pod.IsReady).ThenByDescending(pod => pod.Meta.Created).Take(MostPods);
    }
}
