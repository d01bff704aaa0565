using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>
/// Looks for what failing requests have in common, in the logs that are known: who served them, where that runs, what was asked for, and
/// when. The requests of one workload's logs are compared with each other; the same request may stand in the logs of another.
/// </summary>
internal static class FailingRequests
{
    private const int MostOfWorkload = 2, MostRequests = 5000;

    /// <summary>Traits that failing requests share.</summary>
    public static IReadOnlyList<SharedTrait> Shared(Cluster cluster)
    {
        (Workload Workload, List<ServedRequest> Requests)[] parts =
        [
            .. cluster.Workloads.Select(workload => (workload, Requests: RequestsOf(workload, cluster)))
                .Where(part => part.Requests.Count(served => served.Request.Fails) > 1 && part.Requests.Exists(served => !served.Request.Fails)),
        ];
        if (parts.Length == 0)
            return [];
        var servers = new Servers(cluster);
        return [.. parts.SelectMany(part => Shared(part.Workload, [.. part.Requests.TakeLast(MostRequests).Select(one => one with { Server = one.Server ?? servers.At(one.Request.Upstream) })], served => served.Fails, cluster, parts.Length))];
    }

    /// <summary>Traits that some requests in a workload's logs share and others do not.</summary>
    /// <param name="workload">Whose logs they stand in.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="fails">Which of them fail.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="parts">How many workloads are tested: what the probability is multiplied by as well.</param>
    internal static IEnumerable<SharedTrait> Shared(Workload workload, IReadOnlyList<ServedRequest> requests, Func<LoggedRequest, bool> fails, Cluster cluster, int parts)
    {
        HashSet<int> failing = [.. Enumerable.Range(0, requests.Count).Where(i => fails(requests[i].Request))];
        if (failing.Count < 2)
            yield break;
        TraitTable table = Traits(workload, requests, failing, cluster);
        foreach ((SharedTrait one, IReadOnlyList<int> with) in TraitSearch.Find(table, FailingPods.Level / parts, MostOfWorkload))
        {
            yield return one with
            {
                LoggedBy = workload.Ref,
                Tried = one.Tried * parts,
                Sample = requests[with[0]].Request.Line,
                Workloads =
                [
                    .. with.Select(i => requests[i].Server is { } server ? cluster.WorkloadOf(server.Ref)?.Ref : null).OfType<ObjectRef>().Append(workload.Ref)
                        .Distinct().Order(ObjectRef.Order),
                ],
            };
        }
    }

    private static TraitTable Traits(Workload workload, IReadOnlyList<ServedRequest> requests, IReadOnlySet<int> failing, Cluster cluster)
    {
        var table = new TraitTable(requests.Count, failing);
        var ofPods = new PodTraits(cluster);
        for (int i = 0; i < requests.Count; i++)
        {
            (LoggedRequest request, Pod logger, Pod? server) = requests[i];
            int number = i;
            void Add(TraitKind kind, string value, ObjectRef? itself = null)
            {
                if (value.Length > 0)
                    table.Add(new Trait(kind, value, itself), number);
            }

            if (request.Time is { } time)
                table.AddTime(time, i);
            Add(TraitKind.Method, request.Method);
            Add(TraitKind.Path, request.Path);
            Add(TraitKind.Route, request.Path.Length > 0 ? $"{request.Method} {request.Path}".Trim() : "");
            Add(TraitKind.Host, request.Host);
            Add(TraitKind.Client, request.Client);
            Add(TraitKind.Backend, request.Backend);
            if (server?.Ref != logger.Ref)
                Add(TraitKind.Proxy, logger.Ref.ToString(), logger.Ref);
            if (server is not null)
            {
                Add(TraitKind.Pod, server.Ref.ToString(), server.Ref);
                foreach (Trait trait in ofPods.Of(server))
                    table.Add(trait, i);
            }
            else if (request.Upstream.Length > 0 && cluster.Network.Resolve(request.Upstream, workload.Ref.Namespace) is { } service)
            {
                Add(TraitKind.Calls, service.Ref.ToString(), service.Ref);
            }
        }

        return table;
    }

    /// <summary>The requests in the logs of a workload's pods. Who names no other server anywhere serves them itself.</summary>
    private static List<ServedRequest> RequestsOf(Workload workload, Cluster cluster)
    {
        List<ServedRequest> found = [];
        foreach (Pod pod in workload.Pods)
        {
            foreach (Container container in pod.Spec.Containers)
            {
                if (cluster.Logs.Read(new LogRequest(pod.Ref, container.Name, IsPrevious: false)) is not { Count: > 0 } lines)
                    continue;
                // What the kubelet asks for tells of the pod's health, which is known from its status.
                HashSet<string> probed = [.. pod.Spec.AllContainers.SelectMany(one => new[] { one.Liveness, one.Readiness, one.Startup }).OfType<Probe>().Select(probe => RequestText.Path(probe.Path)).Where(path => path.Length > 0)];
                IReadOnlyList<LoggedRequest> requests = AccessLog.Read(lines);
                bool isProxy = requests.Any(request => request.Upstream.Length > 0);
                found.AddRange(requests.Where(request => isProxy || !probed.Contains(request.Path)).Select(request => new ServedRequest(request, pod, isProxy ? null : pod)));
            }
        }

        return found;
    }

    /// <summary>Pods by address; whoever shares a node's address cannot be told from others there.</summary>
    private sealed class Servers
    {
        private readonly Dictionary<string, Pod> _pods = new(StringComparer.Ordinal);

        public Servers(Cluster cluster)
        {
            HashSet<string> shared = new(StringComparer.Ordinal);
            foreach (Pod pod in cluster.All<Pod>().Where(pod => !pod.IsDone && !pod.Spec.UsesHostNetwork))
            {
                foreach (string address in pod.Addresses)
                {
                    if (!_pods.TryAdd(address, pod))
                        shared.Add(address);
                }
            }

            foreach (string address in shared)
                _pods.Remove(address);
        }

        public Pod? At(string address) => _pods.GetValueOrDefault(address);
    }
}
