using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Watching;

/// <summary>Knows which logs have to be read: those that rules want, of containers that began to fail or failed again.</summary>
internal sealed class LogWatch
{
    private readonly Dictionary<LogRequest, (string Uid, int Restarts)> _read = [];

    /// <summary>Logs that the rules want of a whole cluster; they count as read.</summary>
    public IReadOnlyList<LogRequest> First(Cluster cluster)
    {
        IReadOnlyList<LogRequest> wanted = RuleCatalogue.LogsWanted(cluster);
        foreach (LogRequest request in wanted)
            _read[request] = RunOf(cluster, request);
        return wanted;
    }

    /// <summary>Logs of containers that fail, and have not been read since they ran the last time; they count as read.</summary>
    public IReadOnlyList<LogRequest> Next(Cluster cluster, IEnumerable<ObjectRef> workloads)
    {
        List<LogRequest> next = [];
        foreach (Workload workload in workloads.Select(cluster.WorkloadOf).OfType<Workload>())
        {
            foreach (LogRequest request in RuleCatalogue.LogsWanted(workload).Where(request => Fails(cluster, request)))
            {
                (string, int) run = RunOf(cluster, request);
                if (_read.TryGetValue(request, out (string, int) known) && known == run)
                    continue;
                _read[request] = run;
                next.Add(request);
            }
        }

        return next;
    }

    /// <summary>Logs that are gone with their pods.</summary>
    public IReadOnlyList<LogRequest> Gone(Cluster cluster)
    {
        LogRequest[] gone = [.. _read.Keys.Where(request => cluster.Find(request.Pod) is null)];
        foreach (LogRequest request in gone)
            _read.Remove(request);
        return gone;
    }

    private static bool Fails(Cluster cluster, LogRequest request) =>
        cluster.Find(request.Pod) is Pod pod && (!pod.IsReady || pod.StatusOf(request.Container) is { Restarts: > 0 });

    private static (string Uid, int Restarts) RunOf(Cluster cluster, LogRequest request) =>
        cluster.Find(request.Pod) is Pod pod ? (pod.Meta.Uid, Run(pod.StatusOf(request.Container))) : ("", 0);

    // A run that has ended has said more than one that goes on.
    private static int Run(ContainerStatus? status) => status is null ? 0 : (2 * status.Restarts) + (status.State.RunningSince is null ? 1 : 0);
}
