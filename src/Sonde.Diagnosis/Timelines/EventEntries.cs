using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Timelines;

/// <summary>Events, as parts of Kubernetes report them. Those that say the same of several pods of a workload become one later.</summary>
internal sealed class EventEntries : ITimelineSource
{
    // Each of these only says that the usual goes on.
    private static readonly HashSet<string> Usual = new(StringComparer.Ordinal) { "CgroupV1", "Starting", "NodeAllocatableEnforced", "LeaderElection" };

    public IEnumerable<TimelineEntry> Read(Cluster cluster)
    {
        foreach (KubeEvent seen in cluster.Events)
        {
            if (seen.First is not { } first || Usual.Contains(seen.Reason))
                continue;
            yield return new TimelineEntry(first, LaneOf(seen), cluster.WorkloadOfPod(seen.About)?.Ref ?? cluster.WorkloadOf(seen.About)?.Ref ?? seen.About,
                $"{seen.Reason}: {LogExcerpt.Shorten(seen.Message)}")
            {
                Last = seen.Last is { } last && last > first ? last : first,
                Count = seen.Count,
                Members = [seen.About],
                Container = seen.Container,
                IsTrouble = seen.IsWarning && !HasPassed(seen, cluster),
            };
        }
    }

    /// <summary>
    /// A trouble that its pod has behind it: healthy pods carry warnings from when they started. What is over is told, and not counted
    /// among the troubles.
    /// </summary>
    private static bool HasPassed(KubeEvent seen, Cluster cluster)
    {
        if (cluster.Find(seen.About) is not Pod pod)
            return false;
        if (pod.Phase == "Succeeded" || (pod.ConditionOf("Ready") is { IsTrue: true, Since: var since } && !(seen.Last > since)))
            return true;
        bool hasRun = pod.AllStatuses.Any(status => status.State.RunningSince is not null || status.Death is not null);
        return seen.Reason switch
        {
            "FailedScheduling" => pod.IsScheduled,
            "FailedMount" or "FailedAttachVolume" or "FailedCreatePodSandBox" => hasRun,
            _ => false,
        };
    }

    private static Lane LaneOf(KubeEvent seen) => seen.About.Kind == "Node" ? Lane.Node
        : seen.Reason is "ScalingReplicaSet" or "SuccessfulRescale" or "DesiredReplicasComputed" ? Lane.Scaling
        : Lane.Event;
}
