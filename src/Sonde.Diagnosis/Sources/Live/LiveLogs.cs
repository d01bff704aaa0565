using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Logs;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>Fetches the logs that rules want to read, several at once.</summary>
internal sealed class LiveLogs(KubernetesClient client, ClusterBuilder builder)
{
    /// <summary>Most logs of one diagnosis: beyond it, workloads repeat each other, and kubelets would have to answer for it.</summary>
    private const int Most = 400;

    /// <summary>Logs under way at a time: each is a request to a kubelet.</summary>
    private const int AtOnce = 6;

    private readonly MemoryLogs _logs = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, string> _unread = new(StringComparer.Ordinal);

    /// <summary>Reads them into the builder.</summary>
    public async Task ReadAsync(IEnumerable<LogRequest> wanted, CancellationToken cancellation)
    {
        LogRequest[] sorted =
        [
            .. wanted.OrderBy(r => r.Pod.Namespace, StringComparer.Ordinal).ThenBy(r => r.Pod.Name, StringComparer.Ordinal)
                .ThenBy(r => r.Container, StringComparer.Ordinal).ThenBy(r => r.IsPrevious),
        ];
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(sorted.Take(Most), options, async (request, token) => await ReadAsync(request, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        builder.AddLogs(_logs);
        foreach ((string what, string why) in _unread)
            builder.AddBlindSpot(what, why);
        if (sorted.Length > Most)
            builder.AddBlindSpot("logs", $"{Most} of {sorted.Length} were read; give -n or a TARGET to read those of fewer workloads");
    }

    // When a container's log file is gone already, the kubelet answers 200 with one sentence in its place
    // (kuberuntime_container.go: "unable to retrieve container logs for %v").
    private static bool IsKubeletsRegret(IReadOnlyList<string> lines) =>
        lines is [{ } only] && only.StartsWith("unable to retrieve container logs for ", StringComparison.Ordinal);

    private async ValueTask ReadAsync(LogRequest request, CancellationToken cancellation)
    {
        // Only the tail: with a limit in bytes the kubelet leaves out the end, where the cause stands.
        LogOptions options = new() { Container = request.Container, Previous = request.IsPrevious, Tail = LogText.MostLines };
        try
        {
            ReadOnlyMemory<byte> bytes = await client.Logs.ReadAsync(request.Pod.Namespace, request.Pod.Name, options, cancellation)
                .ConfigureAwait(false);
            IReadOnlyList<string> lines = LogText.Lines(bytes.Span);
            if (IsKubeletsRegret(lines))
                return;
            lock (_lock)
                _logs.Add(request, lines);
        }
        catch (KubernetesException e) when (e.Error is not KubernetesError.Unauthorized)
        {
            // No run before, not started yet, the pod is gone: there is no log, and nothing that could have been seen.
            if (e.Error is KubernetesError.Invalid or KubernetesError.NotFound)
                return;
            lock (_lock)
            {
                if (e.Error == KubernetesError.Forbidden)
                    _unread[$"logs in namespace {request.Pod.Namespace}"] = LiveSource.Why(e, "get on pods/log");
                else
                    _unread[$"log of {request.Pod}, container {request.Container}{(request.IsPrevious ? ", run before" : "")}"] = LiveSource.Why(e, "");
            }
        }
    }
}
