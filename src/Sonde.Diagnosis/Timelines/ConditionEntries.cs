using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Timelines;

/// <summary>The last change of each condition that matters, of nodes, pods and workloads, and what was deleted.</summary>
internal sealed class ConditionEntries : ITimelineSource
{
    public IEnumerable<TimelineEntry> Read(Cluster cluster)
    {
        foreach (Node node in cluster.All<Node>())
        {
            foreach (Condition condition in node.Conditions)
            {
                bool isBad = condition.Type == "Ready" ? !condition.IsTrue : condition.IsTrue;
                // A pressure that there is not says nothing, except that it has just gone.
                if (condition.Since is { } since && (isBad || condition.Type == "Ready"))
                    yield return new TimelineEntry(since, Lane.Node, node.Ref, Words(condition)) { IsTrouble = isBad };
            }

            foreach (Taint taint in node.Taints)
            {
                if (taint.Added is { } added)
                    yield return new TimelineEntry(added, Lane.Node, node.Ref, $"taint {taint.Key}:{taint.Effect}") { IsTrouble = true };
            }
        }

        foreach (Pod pod in cluster.All<Pod>())
        {
            ObjectRef subject = cluster.WorkloadOf(pod.Ref)?.Ref ?? pod.Ref;
            if (pod.ConditionOf("Ready") is { Since: { } since } ready && pod.Phase != "Succeeded" && ready.Reason != "PodCompleted"
                // A pod that has not been ready yet has not become anything.
                && (ready.IsTrue || since - pod.Meta.Created > TimeSpan.FromSeconds(2)))
            {
                yield return new TimelineEntry(since, Lane.Condition, subject, ready.IsTrue ? "pod became ready" : $"pod is not ready: {ready.Reason}")
                {
                    Members = [pod.Ref],
                    IsTrouble = !ready.IsTrue,
                };
            }

            if (pod.Meta.Deleted is { } deleted)
                yield return new TimelineEntry(deleted, Lane.Condition, subject, "pod is deleted; this is when its grace period ends") { Members = [pod.Ref] };
        }

        foreach (Workload workload in cluster.Workloads)
        {
            foreach (Condition condition in workload.Top?.Conditions ?? [])
            {
                bool isBad = condition.Type is "ReplicaFailure" or "Failed" ? condition.IsTrue : condition.Type is "Available" or "Progressing" && condition.Status == "False";
                // What has not been available yet has not become anything.
                if (condition.Since is { } since && isBad && !(condition.Type == "Available" && since - workload.Top!.Meta.Created < TimeSpan.FromSeconds(5)))
                    yield return new TimelineEntry(since, Lane.Condition, workload.Ref, Words(condition)) { IsTrouble = true };
            }
        }
    }

    private static string Words(Condition condition) =>
        $"{condition.Type} became {condition.Status}{(condition.Reason.Length > 0 ? $" ({condition.Reason})" : "")}{(condition.Message.Length > 0 ? $": {LogExcerpt.Shorten(condition.Message)}" : "")}";
}
