using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Rules;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Lists;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>
/// What nodes use, and where one suffers what its pods use: from the metrics API if there is one, and from the kubelets of those nodes.
/// </summary>
internal sealed class LiveUsage(KubernetesClient client, ApiCatalog? catalog, ClusterBuilder builder)
{
    /// <summary>Most kubelets that are asked: each answer tells of all pods of its node.</summary>
    private const int MostNodes = 20;

    private const string MetricsGroup = "metrics.k8s.io";

    /// <summary>Reads it into the builder.</summary>
    /// <param name="cluster">What has been read so far.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task ReadAsync(Cluster cluster, CancellationToken cancellation)
    {
        if (cluster.All<Node>().Count == 0)
            return;
        if (catalog?.Find(MetricsGroup, "nodes") is { } nodes && await ListAsync(nodes, "NodeMetrics", cancellation).ConfigureAwait(false))
            cluster = builder.Build();
        Node[] suffering = [.. cluster.All<Node>().Where(node => NodeNeed.Of(node, cluster).Count > 0)];
        if (suffering.Length == 0)
            return;
        if (catalog?.Find(MetricsGroup, "pods") is { } pods)
            await ListAsync(pods, "PodMetrics", cancellation).ConfigureAwait(false);
        foreach (Node node in suffering.Take(MostNodes))
            await SummaryAsync(node.Ref.Name, cancellation).ConfigureAwait(false);
        if (suffering.Length > MostNodes)
            builder.AddBlindSpot("usage of nodes", $"{MostNodes} of {suffering.Length} kubelets were asked what their pods use");
    }

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
                builder.AddBlindSpot($"usage: {resource.FullName}", LiveSource.Why(error, $"list on {resource.FullName}"));
            }
            else if (part.Page is { } page)
            {
                using (page)
                {
                    foreach (JsonElement item in page.Items)
                        builder.AddListItem(item, resource.FullName, known.GroupVersion, kind);
                }

                any = true;
            }
        }

        return any;
    }

    private async Task SummaryAsync(string node, CancellationToken cancellation)
    {
        try
        {
            ApiResponse response = await client.SendAsync(
                new ApiRequest($"/api/v1/nodes/{Uri.EscapeDataString(node)}/proxy/stats/summary") { What = $"read what node {node} uses" }, cancellation).ConfigureAwait(false);
            using JsonDocument summary = JsonDocument.Parse(response.Body);
            if (UsageSummary.NodeOf(summary.RootElement) is not { } name)
                return;
            using JsonDocument wrapped = UsageSummary.Wrap(summary.RootElement, name);
            builder.Add(wrapped.RootElement, $"the kubelet of node {node}");
        }
        catch (JsonException exception)
        {
            builder.AddBlindSpot($"usage of node {node}", exception.Message);
        }
        catch (KubernetesException exception) when (exception.Error is not KubernetesError.Unauthorized)
        {
            // Gone in between, or a node without a kubelet behind it.
            if (exception.Error == KubernetesError.NotFound)
                return;
            builder.AddBlindSpot($"usage of node {node}", LiveSource.Why(exception, "get on nodes/proxy"));
        }
    }
}
