using System.Text.Json;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Kubernetes.Discovery;

/// <summary>
/// Asks which kinds a server serves. Since 1.26 two requests tell all (aggregated discovery, KEP-3352); older servers are
/// asked group by group.
/// </summary>
public sealed class DiscoveryReader
{
    private const string Aggregated = "apidiscovery.k8s.io";

    private const string AcceptAggregated =
        $"application/json;g={Aggregated};v=v2;as=APIGroupDiscoveryList,"
        + $"application/json;g={Aggregated};v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private readonly ApiTransport _transport;

    internal DiscoveryReader(ApiTransport transport) => _transport = transport;

    /// <summary>Everything the server serves. A group that does not answer is a failure of the catalog, not of the call.</summary>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">The server does not answer, or not as one.</exception>
    public async Task<ApiCatalog> ReadAsync(CancellationToken cancel)
    {
        Task<ApiResponse> core = AskAsync("/api", cancel);
        Task<ApiResponse> groups = AskAsync("/apis", cancel);
        await Task.WhenAll(core, groups).ConfigureAwait(false);
        List<ApiResource> found = [];
        List<DiscoveryFailure> failures = [];
        foreach (ApiResponse response in (ApiResponse[])[await core.ConfigureAwait(false), await groups.ConfigureAwait(false)])
        {
            using JsonDocument json = Parse(response);
            if (json.RootElement.Text("kind") == "APIGroupDiscoveryList")
                AggregatedGroups(json.RootElement, found, failures);
            else
                await PlainGroupsAsync(json.RootElement, found, failures, cancel).ConfigureAwait(false);
        }

        return new ApiCatalog([.. found.DistinctBy(f => (f.Group, f.Name))], failures);
    }

    private Task<ApiResponse> AskAsync(string path, CancellationToken cancel) =>
        _transport.ReadAsync(new ApiRequest(path) { Accept = AcceptAggregated, What = "ask which kinds the server has" }, cancel);

    private static JsonDocument Parse(ApiResponse response)
    {
        try
        {
            return JsonDocument.Parse(response.Body, YamlJson.ReadOptions);
        }
        catch (JsonException e)
        {
            throw new KubernetesException(
                KubernetesError.Protocol, "the list of kinds is no JSON; is the server a Kubernetes API server? Check the address in the kubeconfig", e);
        }
    }

    // Versions come in the server's order of preference, so the first that has a resource is the one to use.
    private static void AggregatedGroups(JsonElement list, List<ApiResource> found, List<DiscoveryFailure> failures)
    {
        foreach (JsonElement group in list.Items("items"))
        {
            string name = group.Object("metadata")?.Text("name") ?? "";
            foreach (JsonElement version in group.Items("versions"))
            {
                string versionName = version.Text("version") ?? "";
                if (version.Text("freshness") == "Stale")
                    failures.Add(new DiscoveryFailure($"{name}/{versionName}", "the server behind it does not answer; the list of its kinds may be old"));
                foreach (JsonElement resource in version.Items("resources"))
                {
                    if (resource.Text("resource") is not { Length: > 0 } plural)
                        continue;
                    found.Add(new ApiResource(
                        name, versionName, resource.Object("responseKind")?.Text("kind") ?? "", plural, resource.Text("scope") == "Namespaced")
                    {
                        Verbs = resource.Texts("verbs"),
                        ShortNames = resource.Texts("shortNames"),
                        Singular = resource.Text("singularResource") ?? "",
                    });
                }
            }
        }
    }

    private async Task PlainGroupsAsync(
        JsonElement list, List<ApiResource> found, List<DiscoveryFailure> failures, CancellationToken cancel)
    {
        List<(string Group, string Version)> versions = [];
        foreach (string version in list.Texts("versions"))
            versions.Add(("", version));
        foreach (JsonElement group in list.Items("groups"))
        {
            string name = group.Text("name") ?? "";
            string preferred = group.Object("preferredVersion")?.Text("version") ?? "";
            string[] all = [.. group.Items("versions").Select(v => v.Text("version") ?? "").Where(v => v.Length > 0)];
            versions.AddRange(all.OrderByDescending(v => v == preferred).Select(v => (name, v)));
        }

        // One after the other in the result, all at once on the wire; the transport bounds how many.
        foreach (Task<(List<ApiResource>, DiscoveryFailure?)> one in versions.Select(v => PlainVersionAsync(v.Group, v.Version, cancel)).ToArray())
        {
            (List<ApiResource> resources, DiscoveryFailure? failure) = await one.ConfigureAwait(false);
            found.AddRange(resources);
            if (failure is not null)
                failures.Add(failure);
        }
    }

    private async Task<(List<ApiResource> Resources, DiscoveryFailure? Failure)> PlainVersionAsync(
        string group, string version, CancellationToken cancel)
    {
        ApiPath path = new(group.Length == 0 ? "/api" : "/apis");
        if (group.Length > 0)
            path.Segment(group);
        path.Segment(version);
        try
        {
            ApiResponse response = await _transport.ReadAsync(
                new ApiRequest(path.ToString()) { What = $"ask for the kinds of {group}/{version}" }, cancel).ConfigureAwait(false);
            using JsonDocument json = Parse(response);
            List<ApiResource> found = [];
            foreach (JsonElement resource in json.RootElement.Items("resources"))
            {
                if (resource.Text("name") is not { Length: > 0 } plural || plural.Contains('/', StringComparison.Ordinal))
                    continue;
                found.Add(new ApiResource(group, version, resource.Text("kind") ?? "", plural, resource.IsTrue("namespaced"))
                {
                    Verbs = resource.Texts("verbs"),
                    ShortNames = resource.Texts("shortNames"),
                    Singular = resource.Text("singularName") ?? "",
                });
            }

            return (found, null);
        }
        catch (KubernetesException e) when (e.Error is KubernetesError.Server or KubernetesError.Forbidden or KubernetesError.NotFound)
        {
            return ([], new DiscoveryFailure(group.Length == 0 ? version : $"{group}/{version}", e.Message));
        }
    }
}
