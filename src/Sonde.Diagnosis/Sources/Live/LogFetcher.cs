using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Logs;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>Fetches logs of containers.</summary>
internal sealed class LogFetcher(KubernetesClient client)
{
    /// <summary>Most logs of one diagnosis: beyond it, workloads repeat each other, and kubelets would have to answer for it.</summary>
    public const int Most = 400;

    /// <summary>Logs under way at a time: each is a request to a kubelet.</summary>
    public const int AtOnce = 6;

    /// <summary>The end of a log.</summary>
    /// <returns>The lines, null when there is no log; and what could not be seen.</returns>
    /// <exception cref="KubernetesException">Nobody is let in any more.</exception>
    public async Task<(IReadOnlyList<string>? Lines, BlindSpot? Spot)> FetchAsync(LogRequest request, CancellationToken cancellation)
    {
        // Only the tail: with a limit in bytes the kubelet leaves out the end, where the cause stands.
        LogOptions options = new() { Container = request.Container, Previous = request.IsPrevious, Tail = LogText.MostLines };
        try
        {
            ReadOnlyMemory<byte> bytes = await client.Logs.ReadAsync(request.Pod.Namespace, request.Pod.Name, options, cancellation)
                .ConfigureAwait(false);
            IReadOnlyList<string> lines = LogText.Lines(bytes.Span);
            return (IsKubeletsRegret(lines) ? null : lines, null);
        }
        catch (KubernetesException e) when (e.Error is not KubernetesError.Unauthorized)
        {
            // No run before, not started yet, the pod is gone: there is no log, and nothing that could have been seen.
            return e.Error switch
            {
                KubernetesError.Invalid or KubernetesError.NotFound => (null, null),
                KubernetesError.Forbidden => (null, new BlindSpot($"logs in namespace {request.Pod.Namespace}", LiveSource.Why(e, "get on pods/log"))),
                _ => (null, new BlindSpot($"log of {request.Pod}, container {request.Container}{(request.IsPrevious ? ", run before" : "")}", LiveSource.Why(e, ""))),
            };
        }
    }

    /// <summary>Why not all were read; null when they were.</summary>
    public static BlindSpot? LeftOut(IReadOnlyList<LogRequest> wanted)
    {
        if (wanted.Count <= Most)
            return null;
        LogRequest[] left = [.. wanted.Skip(Most)];
        string whose = string.Join(", ", left.Take(3).Select(request => $"{request.Pod}, container {request.Container}"));
        return new BlindSpot("logs", $"{Most} of {wanted.Count} were read, of those that suffer most; not read are {left.Length}, of {whose} and so on: -n reads those of one namespace");
    }

    // When a container's log file is gone already, the kubelet answers 200 with one sentence in its place
    // (kuberuntime_container.go: "unable to retrieve container logs for %v").
    private static bool IsKubeletsRegret(IReadOnlyList<string> lines) =>
        lines is [{ } only] && only.StartsWith("unable to retrieve container logs for ", StringComparison.Ordinal);
}
