using System.Text.Json;
using Sonde.Kubernetes.Access;
using Sonde.Kubernetes.Changes;
using Sonde.Kubernetes.Config;
using Sonde.Kubernetes.Discovery;
using Sonde.Kubernetes.Http;
using Sonde.Kubernetes.Lists;
using Sonde.Kubernetes.Logs;
using Sonde.Kubernetes.Sessions;
using Sonde.Kubernetes.Watches;
using Sonde.Kubernetes.Yaml;

namespace Sonde.Kubernetes;

/// <summary>
/// A cluster's API server, as one identity sees it. One part for each thing that can be asked; nothing is sent before
/// something is.
/// </summary>
public sealed class KubernetesClient : IDisposable
{
    private readonly ApiTransport _transport;

    /// <summary>Prepares to ask a cluster.</summary>
    /// <param name="connection">Which, and as whom.</param>
    /// <exception cref="KubernetesException">Certificates or credentials cannot be read.</exception>
    public KubernetesClient(KubeConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Connection = connection;
        _transport = new ApiTransport(connection);
        TimeProvider time = connection.Environment.Time;
        Discovery = new DiscoveryReader(_transport);
        Lists = new ListReader(_transport);
        Logs = new LogReader(_transport, time);
        Watches = new Watcher(_transport, Lists, time);
        Access = new AccessReviewer(_transport);
        Sessions = new SessionOpener(_transport);
        Changes = new ObjectChanger(_transport);
    }

    /// <summary>Which cluster, and as whom.</summary>
    public KubeConnection Connection { get; }

    /// <summary>Which kinds there are.</summary>
    public DiscoveryReader Discovery { get; }

    /// <summary>Objects, in pages.</summary>
    public ListReader Lists { get; }

    /// <summary>Logs of containers.</summary>
    public LogReader Logs { get; }

    /// <summary>Objects as they change.</summary>
    public Watcher Watches { get; }

    /// <summary>What is allowed.</summary>
    public AccessReviewer Access { get; }

    /// <summary>Programs in containers, and their ports.</summary>
    public SessionOpener Sessions { get; }

    /// <summary>What creates and removes objects.</summary>
    public ObjectChanger Changes { get; }

    /// <summary>One object.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="inNamespace">Its namespace; null for what has none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <returns>The object, for the caller to dispose.</returns>
    /// <exception cref="KubernetesException">It is not there, or may not be read.</exception>
    public async Task<JsonDocument> GetAsync(ApiResource resource, string? inNamespace, string name, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentException.ThrowIfNullOrEmpty(name);
        string what = $"read {resource.FullName} {(inNamespace is null ? "" : inNamespace + "/")}{name}";
        ApiResponse response = await SendAsync(
            new ApiRequest(resource.Path(inNamespace).Segment(name).ToString()) { What = what }, cancel).ConfigureAwait(false);
        try
        {
            return JsonDocument.Parse(response.Body, YamlJson.ReadOptions);
        }
        catch (JsonException e)
        {
            throw new KubernetesException(KubernetesError.Protocol, $"cannot {what}: the answer is no JSON", e);
        }
    }

    /// <summary>Changes an object with a strategic merge patch, as kubectl does: lists are joined by their items' names.</summary>
    /// <param name="resource">Its kind.</param>
    /// <param name="inNamespace">Its namespace; null for what has none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="subresource">The part of it that is changed, such as <c>ephemeralcontainers</c>; null for the object itself.</param>
    /// <param name="patch">The patch in JSON.</param>
    /// <param name="what">What is done, in a user's words, for errors.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">It is not there, may not be changed, or not so.</exception>
    public Task<ApiResponse> PatchAsync(
        ApiResource resource, string? inNamespace, string name, string? subresource, ReadOnlyMemory<byte> patch, string what, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ApiPath path = resource.Path(inNamespace).Segment(name);
        if (subresource is not null)
            path.Segment(subresource);
        return SendAsync(
            new ApiRequest(path.ToString())
            {
                Method = HttpMethod.Patch,
                ContentType = ApiRequest.StrategicMergePatch,
                Body = patch,
                What = what,
            },
            cancel);
    }

    /// <summary>Any request; for what has no part of its own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="KubernetesException">There is no answer, or it is no success.</exception>
    public Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _transport.ReadAsync(request, cancel);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
