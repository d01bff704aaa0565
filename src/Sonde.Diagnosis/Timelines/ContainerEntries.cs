using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Timelines;

/// <summary>Begins and ends of containers, as far as their states remember them: the present run and the one before.</summary>
internal sealed class ContainerEntries : ITimelineSource
{
    public IEnumerable<TimelineEntry> Read(Cluster cluster)
    {
        foreach (Pod pod in cluster.All<Pod>())
        {
            ObjectRef subject = cluster.WorkloadOf(pod.Ref)?.Ref ?? pod.Ref;
            foreach (ContainerStatus status in pod.AllStatuses)
            {
                foreach (ContainerTermination? end in (ContainerTermination?[])[status.LastTermination, status.State.Terminated])
                {
                    if (end?.Finished is { } finished)
                    {
                        yield return Entry(finished, $"ended with exit code {end.ExitCode}{(end.Reason.Length > 0 ? $" ({end.Reason})" : "")}") with
                        {
                            IsTrouble = end.ExitCode != 0,
                        };
                    }
                }

                if (status.State.RunningSince is { } since)
                    yield return Entry(since, status.Restarts == 0 ? "started" : "started again");

                TimelineEntry Entry(DateTimeOffset time, string text) => new(time, Lane.Container, subject, $"container {status.Name} {text}")
                {
                    Members = [pod.Ref],
                    Container = status.Name,
                };
            }
        }
    }
}
