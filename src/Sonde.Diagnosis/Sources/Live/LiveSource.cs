using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Rules;
using Sonde.Kubernetes;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Lists;

namespace Sonde.Diagnosis.Sources.Live;

/// <summary>
/// A cluster as it is now: the kinds that rules read, in parallel and in pages, then the logs that rules ask for. What may
/// not be read, or does not answer, becomes a blind spot.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="space">The namespace to read; null for all.</param>
public sealed class LiveSource(KubernetesClient client, string? space) : IClusterSource
{
    /// <inheritdoc/>
    /// <exception cref="KubernetesException">The server cannot be reached, or lets us see nothing at all.</exception>
    /// <exception cref="DiagnosisException">There is no such namespace.</exception>
    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        (ApiCatalog? catalog, BlindSpot? unknown) = await CatalogAsync(client, cancellation).ConfigureAwait(false);
        if (unknown is not null)
            builder.AddBlindSpot(unknown.What, unknown.Why);
        List<KindInfo> missing = [];
        IReadOnlyList<LiveRequest> lists = LivePlan.Lists(catalog, space, missing);
        foreach (KindInfo kind in missing)
            builder.AddBlindSpot(kind.Plural, Missing(kind));
        await ReadListsAsync(lists, builder, cancellation).ConfigureAwait(false);
        (builder.ServerVersion, DateTimeOffset date, BlindSpot? versionless) = await VersionAsync(client, cancellation).ConfigureAwait(false);
        builder.SetCapturedAt(date);
        if (versionless is not null)
            builder.AddBlindSpot(versionless.What, versionless.Why);

        Cluster cluster = builder.Build();
        EnsureNamespace(client, cluster, space);
        if (space is not null && cluster.All<Pod>().Any(pod => pod.Ref.Namespace == space && IsWaitingForNode(pod))
            && LivePlan.PodsOfOthers(catalog) is { } others)
        {
            await ReadListsAsync([others], builder, cancellation).ConfigureAwait(false);
        }

        if (LivePlan.Remains(catalog, cluster, space) is { Count: > 0 } remains)
            await ReadListsAsync(remains, builder, cancellation).ConfigureAwait(false);

        var usage = new LiveUsage(client, catalog, (item, what, kind) => builder.AddListItem(item, what, kind.GroupVersion, kind.Kind), builder.AddBlindSpot);
        await usage.ReadAsync(cluster, builder.Build, cancellation).ConfigureAwait(false);
        LiveLogs logs = new(client, builder);
        await logs.ReadAsync(RuleCatalogue.LogsWanted(cluster), cancellation).ConfigureAwait(false);
    }

    /// <summary>Why something could not be seen, for a blind spot.</summary>
    internal static string Why(KubernetesException error, string right) =>
        error.Error == KubernetesError.Forbidden ? $"forbidden{To(error.ServerMessage)}: a role needs {right}" : error.Message;

    // pods is forbidden: User "…" cannot list resource …
    private static string To(string message)
    {
        const string Before = "User \"";
        int start = message.IndexOf(Before, StringComparison.Ordinal);
        int end = start < 0 ? -1 : message.IndexOf('"', start + Before.Length);
        return end < 0 ? "" : $" to {message[(start + Before.Length)..end]}";
    }

    /// <summary>Why a kind cannot be seen that the server does not have.</summary>
    internal static string Missing(KindInfo kind) => $"the server does not have the kind {kind.Kind} of {kind.GroupVersion}";

    /// <summary>Makes sure that the namespace that was asked for is there.</summary>
    /// <exception cref="DiagnosisException">It is not.</exception>
    internal static void EnsureNamespace(KubernetesClient client, Cluster cluster, string? space)
    {
        if (space is not null && cluster.KnowsAll("Namespace", "*") && cluster.Find<NamespaceObject>("Namespace", "", space) is null)
            throw new DiagnosisException($"there is no namespace '{space}' in {client.Connection.Server.ToString().TrimEnd('/')}: choose one with -n, or -A for all");
    }

    /// <summary>The pod waits for a node: then it matters what others have put there.</summary>
    internal static bool IsWaitingForNode(Pod pod) => pod.Spec.NodeName.Length == 0 && pod.Phase is "Pending" or "";

    /// <summary>The kinds that the server has; null, with the reason, when one may not ask.</summary>
    internal static async Task<(ApiCatalog? Catalog, BlindSpot? Unknown)> CatalogAsync(KubernetesClient client, CancellationToken cancellation)
    {
        try
        {
            return (await client.Discovery.ReadAsync(cancellation).ConfigureAwait(false), null);
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.Forbidden or KubernetesError.NotFound)
        {
            return (null, new BlindSpot("the kinds that the server has", Why(e, "get on the paths /api and /apis (system:discovery)")));
        }
    }

    private async Task ReadListsAsync(IReadOnlyList<LiveRequest> lists, ClusterBuilder builder, CancellationToken cancellation)
    {
        Dictionary<ListRequest, LiveRequest> plan = lists.ToDictionary(one => one.List);
        KubernetesException? first = null;
        int read = 0;
        await foreach (ListPart part in client.Lists.ReadManyAsync([.. plan.Keys], cancellation).ConfigureAwait(false))
        {
            LiveRequest request = plan[part.Request];
            if (part.Page is { } page)
            {
                using (page)
                    Take(page, request, builder);
            }
            else if (part.Error is { } error)
            {
                // Nobody is let in any more: the other lists would all say the same.
                if (error.Error is KubernetesError.Unauthorized or KubernetesError.Credentials)
                    throw error;
                first ??= error;
                builder.AddBlindSpot(request.What, Why(error, $"list on {request.List.Resource.FullName}"));
            }
            else
            {
                read++;
                if (request.Complete is { } complete)
                    builder.DeclareComplete(request.Kind.Kind, complete);
            }
        }

        if (read == 0 && first is not null && lists.Count > 1 && builder.Complete.Count == 0)
            throw first;
    }

    private static void Take(ResourcePage page, LiveRequest request, ClusterBuilder builder)
    {
        // A list of a part of them (with a field selector) must not take back what the others brought.
        if (page.StartsAgain && request.List.FieldSelector is null)
            builder.Forget(request.Kind.Kind, request.List.Namespace);
        foreach (JsonElement item in page.Items)
            builder.AddListItem(item, request.What, request.List.Resource.ApiVersion, request.Kind.Kind);
    }

    /// <summary>The server's version and its time: the objects' times are the server's, so "now" is the server's too.</summary>
    internal static async Task<(string Version, DateTimeOffset Now, BlindSpot? Unknown)> VersionAsync(KubernetesClient client, CancellationToken cancellation)
    {
        DateTimeOffset? date = null;
        BlindSpot? unknown = null;
        string known = "";
        try
        {
            ApiResponse response = await client.SendAsync(new ApiRequest("/version") { What = "read the server's version" }, cancellation)
                .ConfigureAwait(false);
            date = response.Date;
            using JsonDocument json = JsonDocument.Parse(response.Body);
            known = json.RootElement.TryGetProperty("gitVersion", out JsonElement version)
                && version.ValueKind == JsonValueKind.String ? version.GetString()! : "";
        }
        catch (Exception e) when (e is JsonException or KubernetesException { Error: not KubernetesError.Unauthorized })
        {
            unknown = new BlindSpot("the server's version", e.Message);
        }

        return (known, date ?? client.Connection.Environment.Time.GetUtcNow(), unknown);
    }
}
