using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Usage;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Rules;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Lists;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>
/// What nodes use, and where one suffers what its pods use: from the metrics API if there is one, and from the kubelets of those nodes. Without
/// the metrics API only a kubelet tells whether its node suffers: then those with pods that are not ready are asked first.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="catalog">The kinds that it serves; null when that is not known.</param>
/// <param name="take">Takes an object: itself, where it comes from, its kind.</param>
/// <param name="miss">Takes what could not be read, and why.</param>
internal sealed class LiveUsage(KubernetesClient client, ApiCatalog? catalog, Action<JsonElement, string, KindInfo> take, Action<string, string> miss)
{
    /// <summary>Most kubelets that are asked: each answer tells of all pods of its node.</summary>
    private const int MostNodes = 20;

    private const string MetricsGroup = "metrics.k8s.io";

    /// <summary>Reads it.</summary>
    /// <param name="cluster">What has been read so far.</param>
    /// <param name="after">The cluster with what has been taken meanwhile.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="KubernetesException">One may not log in any more.</exception>
    public async Task ReadAsync(Cluster cluster, Func<Cluster> after, CancellationToken cancellation)
    {
        if (cluster.All<Node>().Count == 0)
            return;
        bool isMeasured = catalog?.Find(MetricsGroup, "nodes") is { } nodes && await ListAsync(nodes, "NodeMetrics", cancellation).ConfigureAwait(false);
        if (isMeasured)
            cluster = after();
        Node[] suffering = [.. cluster.All<Node>().Where(node => NodeNeed.Of(node, cluster, () => cluster.Now).Count > 0)];
        if (suffering.Length > 0 && catalog?.Find(MetricsGroup, "pods") is { } pods)
            await ListAsync(pods, "PodMetrics", cancellation).ConfigureAwait(false);
        foreach (Node node in suffering.Take(MostNodes))
            await SummaryAsync(node.Ref.Name, isSuffering: true, cancellation).ConfigureAwait(false);
        if (suffering.Length > MostNodes)
            miss("usage of nodes", $"{MostNodes} of {suffering.Length} kubelets were asked what their pods use");
        if (!isMeasured)
            await AskOthersAsync(cluster, suffering, cancellation).ConfigureAwait(false);
    }

    private async Task AskOthersAsync(Cluster cluster, Node[] asked, CancellationToken cancellation)
    {
        HashSet<string> troubled = [.. cluster.All<Pod>().Where(pod => pod is { IsScheduled: true, IsDone: false, IsReady: false }).Select(pod => pod.Spec.NodeName)];
        IEnumerable<Node> others = cluster.All<Node>().Except(asked).Where(node => node.ConditionOf("Ready") is { IsTrue: true })
            .OrderByDescending(node => troubled.Contains(node.Ref.Name)).ThenBy(node => node.Ref, ObjectRef.Order).Take(Math.Max(0, MostNodes - asked.Length));
        foreach (Node node in others)
        {
            // Who may not ask one may ask none.
            if (!await SummaryAsync(node.Ref.Name, isSuffering: false, cancellation).ConfigureAwait(false))
                return;
        }
    }

    /// <returns>False when nothing was measured: a metrics server that has just been started has an empty list.</returns>
    private async Task<bool> ListAsync(ApiResource resource, string kind, CancellationToken cancellation)
    {
        bool any = false;
        KindInfo known = KindTable.Find(kind)!;
        await foreach (ListPart part in client.Lists.ReadManyAsync([new ListRequest(resource)], cancellation).ConfigureAwait(false))
        {
            if (part.Error is { } error)
            {
                if (error.Error is KubernetesError.Unauthorized or KubernetesError.Credentials)
                    throw error;
                miss($"usage: {resource.FullName}", LiveSource.Why(error, $"list on {resource.FullName}"));
            }
            else if (part.Page is { } page)
            {
                using (page)
                {
                    foreach (JsonElement item in page.Items)
                    {
                        take(item, resource.FullName, known);
                        any = true;
                    }
                }
            }
        }

        return any;
    }

    /// <returns>False when there is no right to ask.</returns>
    private async Task<bool> SummaryAsync(string node, bool isSuffering, CancellationToken cancellation)
    {
        try
        {
            ApiResponse response = await client.SendAsync(
                new ApiRequest($"/api/v1/nodes/{Uri.EscapeDataString(node)}/proxy/stats/summary") { What = $"read what node {node} uses" }, cancellation).ConfigureAwait(false);
            using JsonDocument summary = JsonDocument.Parse(response.Body);
            if (UsageSummary.NodeOf(summary.RootElement) is { } name)
            {
                using JsonDocument wrapped = UsageSummary.Wrap(summary.RootElement, name);
                take(wrapped.RootElement, $"the kubelet of node {node}", KindTable.Find(UsageIndex.NodeSummaryKind)!);
            }
        }
        catch (JsonException exception)
        {
            if (isSuffering)
                miss($"usage of node {node}", exception.Message);
        }
        catch (KubernetesException exception) when (exception.Error is not KubernetesError.Unauthorized)
        {
            // Gone in between, or a node without a kubelet behind it. Of a node that shows no sign of need the answer is no more than a wish.
            if (isSuffering && exception.Error != KubernetesError.NotFound)
                miss($"usage of node {node}", LiveSource.Why(exception, "get on nodes/proxy"));
            return exception.Error != KubernetesError.Forbidden;
        }

        return true;
    }
}
