using System.Globalization;
using System.Text.Json;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Http;
using Sonde.Places.Pods;

namespace Sonde.Places.Preflight;

/// <summary>Whether a pod has memory left for an agent.</summary>
internal sealed class PodMemory(KubernetesClient client)
{
    /// <summary>What an agent with a small command takes at least: measured 40 to 60 MiB.</summary>
    private const long Least = 64L << 20;

    /// <summary>Adds the answer.</summary>
    public async Task CheckAsync(Pod pod, JsonElement spec, List<PreflightCheck> checks, CancellationToken cancel)
    {
        if (Limit(spec) is not { } limit)
        {
            checks.Add(new PreflightCheck(PreflightTier.SameUser, "memory", PreflightAnswer.Yes, "not all containers of the pod have a limit: the pod has none", ""));
            return;
        }

        if (await UsedAsync(pod, cancel).ConfigureAwait(false) is not var (used, source))
        {
            checks.Add(new PreflightCheck(
                PreflightTier.SameUser, "memory", PreflightAnswer.Unknown,
                $"the pod may use {Mebibytes(limit)}; how much it uses, neither the metrics API nor the kubelet tells", "give yourself get on nodes/proxy, or run metrics-server", IsNeeded: false));
            return;
        }

        long left = limit - used;
        checks.Add(new PreflightCheck(
            PreflightTier.SameUser, "memory", left >= Least ? PreflightAnswer.Yes : PreflightAnswer.No,
            $"{Mebibytes(left)} of {Mebibytes(limit)} are left ({source})",
            left >= Least ? "" : $"an agent takes {Mebibytes(Least)}: look from the node (sonde profile node/{pod.Node}), or raise the limit"));
    }

    /// <summary>What all containers may use together; null when one of them has no limit.</summary>
    internal static long? Limit(JsonElement spec)
    {
        if (spec.Object("resources")?.Object("limits")?.Text("memory") is { } ofPod)
            return Quantity(ofPod);
        long sum = 0;
        foreach (JsonElement container in spec.Items("containers"))
        {
            if (Quantity(container.Object("resources")?.Object("limits")?.Text("memory") ?? "") is not { } limit)
                return null;
            sum += limit;
        }

        return sum;
    }

    /// <summary>Bytes of a quantity such as <c>128Mi</c>; null when it is none.</summary>
    internal static long? Quantity(string text)
    {
        (string Suffix, double Factor)[] units =
        [
            ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("m", 1e-3), ("", 1),
        ];
        (string suffix, double factor) = units.First(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        return double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? (long)(number * factor)
            : null;
    }

    private async Task<(long Used, string Source)?> UsedAsync(Pod pod, CancellationToken cancel)
    {
        string name = Uri.EscapeDataString(pod.Name), inNamespace = Uri.EscapeDataString(pod.Namespace), node = Uri.EscapeDataString(pod.Node);
        if (await TryGetAsync($"/apis/metrics.k8s.io/v1beta1/namespaces/{inNamespace}/pods/{name}", cancel).ConfigureAwait(false) is { } metrics)
        {
            using (metrics)
                return (metrics.RootElement.Items("containers").Sum(one => Quantity(one.Object("usage")?.Text("memory") ?? "") ?? 0), "metrics API");
        }

        if (pod.Node.Length == 0 || await TryGetAsync($"/api/v1/nodes/{node}/proxy/stats/summary", cancel).ConfigureAwait(false) is not { } summary)
            return null;
        using (summary)
        {
            JsonElement own = summary.RootElement.Items("pods").FirstOrDefault(one =>
                one.Object("podRef") is { } reference && reference.Text("name") == pod.Name && reference.Text("namespace") == pod.Namespace);
            return own.Object("memory")?.Number("workingSetBytes") is { } used ? (used, "kubelet") : null;
        }
    }

    private async Task<JsonDocument?> TryGetAsync(string path, CancellationToken cancel)
    {
        try
        {
            ApiResponse response = await client.SendAsync(new ApiRequest(path) { What = "read how much memory the pod uses" }, cancel).ConfigureAwait(false);
            return JsonDocument.Parse(response.Body);
        }
        catch (Exception e) when (e is KubernetesException or JsonException)
        {
            // Not installed, not allowed, or the node does not answer: then it is not known.
            return null;
        }
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0} MiB");
}
