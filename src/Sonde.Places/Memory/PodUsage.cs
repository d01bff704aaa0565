using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Http;
using Sonde.Places.Pods;

namespace Sonde.Places.Memory;

/// <summary>Asks how much memory a pod uses, before anything is added to it.</summary>
/// <param name="client">The cluster.</param>
internal sealed class PodUsage(KubernetesClient client)
{
    /// <summary>
    /// Bytes in its working set, and who says so: the metrics API, which everybody may read who may read pods, else the kubelet, which takes
    /// more rights. Null when neither tells.
    /// </summary>
    public async Task<(long Bytes, string Source)?> ReadAsync(Pod pod, CancellationToken cancel)
    {
        string metrics = $"/apis/metrics.k8s.io/v1beta1/namespaces/{Uri.EscapeDataString(pod.Namespace)}/pods/{Uri.EscapeDataString(pod.Name)}";
        if (await AskAsync(metrics, FromMetrics, cancel).ConfigureAwait(false) is { } measured)
            return (measured, "metrics API");
        string summary = $"/api/v1/nodes/{Uri.EscapeDataString(pod.Node)}/proxy/stats/summary";
        return pod.Node.Length > 0 && await AskAsync(summary, answer => FromKubelet(answer, pod), cancel).ConfigureAwait(false) is { } told ? (told, "kubelet") : null;
    }

    private async Task<long?> AskAsync(string path, Func<JsonElement, long?> read, CancellationToken cancel)
    {
        try
        {
            ApiResponse response = await client.SendAsync(new ApiRequest(path) { What = "ask how much memory the pod uses" }, cancel).ConfigureAwait(false);
            using JsonDocument json = JsonDocument.Parse(response.Body);
            return read(json.RootElement);
        }
        catch (Exception e) when (e is KubernetesException or JsonException)
        {
            // Not served, or not allowed: the agent looks again from inside.
            return null;
        }
    }

    private static long? FromMetrics(JsonElement answer)
    {
        long?[] used = [.. answer.Items("containers").Select(one => Quantity.Bytes(one.Object("usage")?.Text("memory")))];
        return used.Length > 0 && !used.Contains(null) ? used.Sum() : null;
    }

    private static long? FromKubelet(JsonElement answer, Pod pod) => answer.Items("pods")
        .Where(one => one.Object("podRef") is { } reference && reference.Text("name") == pod.Name && reference.Text("namespace") == pod.Namespace)
        .Select(one => one.Object("memory")?.Number("workingSetBytes"))
        .FirstOrDefault();
}
