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
    /// <param name="wanted">The logs, those that matter most first.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ReadAsync(IReadOnlyList<LogRequest> wanted, CancellationToken cancellation)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(wanted.Take(Most), options, async (request, token) => await ReadAsync(request, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        builder.AddLogs(_logs);
        foreach ((string what, string why) in _unread)
            builder.AddBlindSpot(what, why);
        if (wanted.Count > Most)
        {
            LogRequest[] left = [.. wanted.Skip(Most)];
            string whose = string.Join(", ", left.Take(3).Select(request => $"{request.Pod}, container {request.Container}"));
            builder.AddBlindSpot("logs", $"{Most} of {wanted.Count} were read, of those that suffer most; not read are {left.Length}, of {whose} and so on: -n reads those of one namespace");
        }
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
            builder.LogRead();
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
